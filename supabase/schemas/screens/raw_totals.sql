-- What lists show of one date of some owners, counted from raw in one go: as count_days counts it, or, as
-- day_until does, until a moment of it; p_until 'infinity': to its end. For days of few rows, since all of them are read. raw_events, raw_rows: how many page views and
-- clicks, and rows of all three kinds, the whole date has. The settings are those of count_days, for the same reasons.
create function daybook.raw_totals(p_user_codes text[], p_date date, p_until timestamptz)
returns table (
  user_code text, visitors bigint, sessions bigint, page_views bigint, clicks bigint, contacting_sessions bigint,
  raw_events bigint, raw_rows bigint
)
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
set enable_sort = off
set plan_cache_mode = force_generic_plan
set work_mem = '64MB'
as $$
declare
  -- What came after midnight only decides of a whole day which of its sessions made contact.
  is_whole boolean := p_until = 'infinity';
begin
  return query
  with views as (
    select v.user_code, count(*) as all_views, count(*) filter (where v.at < p_until) as page_views
    from public.analytics_page_views v
    where v.user_code = any (p_user_codes) and v.date = p_date
    group by v.user_code
  ),
  day_clicks as materialized (
    select c.user_code, c.date, c.session_date, c.session_id, c.at < p_until as is_counted
    from public.analytics_clicks c
    where c.user_code = any (p_user_codes) and c.date between p_date and p_date + is_whole::integer
      and (c.date = p_date or c.session_date = p_date)
  ),
  taps as (
    select c.user_code, count(*) as all_clicks, count(*) filter (where c.is_counted) as clicks
    from day_clicks c
    where c.date = p_date
    group by c.user_code
  ),
  contacting as (
    select c.user_code, c.session_id
    from day_clicks c
    where c.session_date = p_date and c.is_counted
    group by c.user_code, c.session_id
  ),
  by_visitor as (
    select s.user_code, s.visitor_id, count(*)::integer as all_sessions,
      (count(*) filter (where s.started_at < p_until))::integer as sessions,
      (count(c.session_id) filter (where s.started_at < p_until))::integer as contacting_sessions
    from public.analytics_sessions s
    left join contacting c on c.user_code = s.user_code and c.session_id = s.session_id
    where s.user_code = any (p_user_codes) and s.date = p_date
    group by s.user_code, s.visitor_id
  ),
  visits as (
    select b.user_code, sum(b.all_sessions) as all_sessions, sum(b.sessions) as sessions,
      count(*) filter (where b.sessions > 0) as visitors, sum(b.contacting_sessions) as contacting_sessions
    from by_visitor b
    group by b.user_code
  )
  select
    o.user_code, coalesce(s.visitors, 0), coalesce(s.sessions, 0), coalesce(v.page_views, 0), coalesce(t.clicks, 0),
    coalesce(s.contacting_sessions, 0), coalesce(v.all_views, 0) + coalesce(t.all_clicks, 0),
    coalesce(v.all_views, 0) + coalesce(t.all_clicks, 0) + coalesce(s.all_sessions, 0)
  from unnest(p_user_codes) as o(user_code)
  left join visits s on s.user_code = o.user_code
  left join views v on v.user_code = o.user_code
  left join taps t on t.user_code = o.user_code;
end;
$$;

revoke all on function daybook.raw_totals(text[], date, timestamptz) from public;
