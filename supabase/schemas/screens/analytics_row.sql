-- The dashboard with the course of one row of its breakdowns in `row`: a page, a target, or a value of a dimension.
-- Exact, because each row has daily rows of its own at the scope looked at; what those do not hold is null. A period of
-- one day is one point, so `around` then holds the row's fourteen days that end with it. For members.
-- 22023: an unknown kind, and as the dashboard.
create function daybook.analytics_row(
  p_user_code text,
  p_from date,
  p_to date,
  p_group text,
  p_contact text,
  p_compare text,
  p_limit integer,
  p_kind text,
  p_value text
)
returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
as $$
declare
  dashboard jsonb :=
    public.analytics_dashboard(p_user_code, p_from, p_to, p_group, p_contact, p_compare, p_limit);
  wanted_scope text := dashboard -> 'filter' ->> 'scope';
  wanted_code text := coalesce(p_contact, p_group, '');
  to_date date := (dashboard -> 'period' ->> 'to')::date;
  around_from date := case when (dashboard -> 'period' ->> 'days')::integer = 1 then to_date - 13 end;
  from_date date := least(
    (dashboard -> 'period' ->> 'from')::date, (dashboard -> 'previous' ->> 'from')::date, around_from
  );
  answer jsonb;
begin
  if p_value is null or p_kind is null or p_kind not in (
    'page', 'target', 'referrer', 'channel', 'utm_source', 'utm_medium', 'utm_campaign',
    'country', 'device', 'browser', 'os', 'language'
  ) then
    raise exception 'there is no such row' using errcode = '22023';
  end if;

  with dates as materialized (
    select 'current' as period, (d.value ->> 'date')::date as date, d.value ->> 'state' as state
    from jsonb_array_elements(dashboard -> 'days') as d(value)
    union all
    select 'previous', (d.value ->> 'date')::date, d.value ->> 'state'
    from jsonb_array_elements(dashboard #> '{previous,days}') as d(value)
    union all
    select 'around', g.day::date,
      case
        when exists (
          select 1 from public.analytics_dirty_days m where m.user_code = p_user_code and m.date = g.day::date
        ) then 'live'
        when exists (
          select 1
          from public.analytics_days d
          where d.user_code = p_user_code and d.date = g.day::date and d.raw_events > 0
        ) then 'closed'
        else 'empty'
      end
    from generate_series(around_from::timestamp, to_date::timestamp, interval '1 day') as g(day)
  ),
  counted as (
    select t.date, t.visitors, t.sessions, null::bigint as page_views, t.clicks, null::bigint as contacting_sessions
    from public.analytics_daily_click_targets t
    where p_kind = 'target' and t.user_code = p_user_code and t.scope = wanted_scope and t.scope_code = wanted_code
      and t.date between from_date and to_date and t.target = p_value
    union all
    select t.date, t.visitors, t.sessions, t.page_views, t.clicks, null
    from public.analytics_daily_page_stats t
    where p_kind = 'page' and t.user_code = p_user_code and t.scope = wanted_scope and t.scope_code = wanted_code
      and t.date between from_date and to_date and t.page = p_value
    union all
    select t.date, t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions
    from public.analytics_daily_dimension_stats t
    where p_kind not in ('target', 'page') and t.user_code = p_user_code
      and t.scope = wanted_scope and t.scope_code = wanted_code
      and t.date between from_date and to_date and t.dimension = p_kind and t.value = p_value
  ),
  live as (
    select
      d.date, c.visitors, c.sessions,
      case when p_kind <> 'target' then c.page_views end as page_views,
      c.clicks,
      case when p_kind not in ('target', 'page') then c.contacting_sessions end as contacting_sessions
    from (select distinct t.date from dates t where t.state = 'live') as d
    cross join lateral daybook.live_day(p_user_code, d.date, wanted_scope, wanted_code) as c
    where c.value = p_value
      and (c.section = p_kind or (c.section = 'dimension' and c.dimension = p_kind))
  ),
  rows_of_days as (
    select d.period, d.date, d.state, r.visitors, r.sessions, r.page_views, r.clicks, r.contacting_sessions
    from dates d
    left join (
      select c.*
      from counted c
      where not exists (select 1 from dates t where t.date = c.date and t.state = 'live')
      union all
      select l.* from live l
    ) as r on r.date = d.date
  ),
  periods as (
    select
      r.period,
      jsonb_build_object(
        'visitors', coalesce(sum(r.visitors), 0), 'sessions', coalesce(sum(r.sessions), 0),
        'page_views', case when p_kind <> 'target' then coalesce(sum(r.page_views), 0) end,
        'clicks', coalesce(sum(r.clicks), 0),
        'contacting_sessions', case when p_kind not in ('target', 'page') then coalesce(sum(r.contacting_sessions), 0) end
      ) as totals,
      jsonb_agg(
        jsonb_build_object(
          'visitors', coalesce(r.visitors, 0), 'sessions', coalesce(r.sessions, 0),
          'page_views', case when p_kind <> 'target' then coalesce(r.page_views, 0) end,
          'clicks', coalesce(r.clicks, 0),
          'contacting_sessions', case when p_kind not in ('target', 'page') then coalesce(r.contacting_sessions, 0) end
        ) || case
          when r.period = 'around' then jsonb_build_object('date', r.date, 'state', r.state)
          else '{}'::jsonb
        end
        order by r.date
      ) as days
    from rows_of_days r
    group by r.period
  )
  select jsonb_build_object(
    'kind', p_kind,
    'value', p_value,
    'totals', (select p.totals from periods p where p.period = 'current'),
    'days', (select p.days from periods p where p.period = 'current'),
    'previous', (
      select jsonb_build_object('totals', p.totals, 'days', p.days) from periods p where p.period = 'previous'
    ),
    'around', (select p.days from periods p where p.period = 'around')
  )
  into answer;
  return dashboard || jsonb_build_object('row', answer);
end;
$$;

revoke all on function daybook.analytics_row(text, date, date, text, text, text, integer, text, text) from public;
grant execute on function daybook.analytics_row(text, date, date, text, text, text, integer, text, text) to authenticated;
alter function daybook.analytics_row(text, date, date, text, text, text, integer, text, text) set schema public;
