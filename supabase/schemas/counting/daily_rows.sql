-- The daily rows of one (owner, day), in the shape of count_day.
create function daybook.daily_rows(
  p_user_code text,
  p_date date,
  p_scope text default null,
  p_scope_code text default ''
)
returns setof daybook.counted_row
language plpgsql stable
set search_path = ''
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set enable_nestloop = on
as $$
begin
  return query
  with slices as materialized (
    select s.scope, s.scope_code
    from daybook.day_slices(p_user_code, p_date) as s
    where p_scope is null or (s.scope = p_scope and s.scope_code = p_scope_code)
  )
  select p_user_code, 'totals', 'owner', '', '', '',
    t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds,
    0::bigint, 0::bigint, 0::bigint, 0::bigint
  from public.analytics_daily_user_stats t
  where t.user_code = p_user_code and t.date = p_date
  union all
  select p_user_code, 'totals', 'group', t.group_code, '', '',
    t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds, 0, 0, 0, 0
  from public.analytics_daily_group_stats t
  where t.user_code = p_user_code and t.date = p_date
  union all
  select p_user_code, 'totals', 'contact', t.share_code, '', '',
    t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds, 0, 0, 0, 0
  from public.analytics_daily_contact_stats t
  where t.user_code = p_user_code and t.date = p_date
  union all
  select p_user_code, 'group', 'contact', t.share_code, '', t.group_code,
    t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds, 0, 0, 0, 0
  from daybook.group_contacts t
  where t.user_code = p_user_code and t.date = p_date
  union all
  select p_user_code, 'target', 'owner', '', '', t.target, t.visitors, t.sessions, 0, t.clicks, 0, 0, 0, 0, 0, t.opened, t.stayed
  from public.analytics_daily_click_targets t
  where t.user_code = p_user_code and t.date = p_date and (p_scope is null or p_scope = 'owner')
  union all
  select p_user_code, 'page', 'owner', '', '', t.page, t.visitors, t.sessions, t.page_views, t.clicks, 0, 0, 0, t.entries, t.exits, 0, 0
  from public.analytics_daily_page_stats t
  where t.user_code = p_user_code and t.date = p_date and (p_scope is null or p_scope = 'owner')
  union all
  select p_user_code,
    case when v.dimension in ('target', 'page') then v.dimension else 'dimension' end, b.scope, b.scope_code,
    case when v.dimension in ('target', 'page') then '' else v.dimension end, v.value,
    v.visitors, v.sessions, v.page_views, v.clicks, v.contacting_sessions, 0, 0, v.entries, v.exits, v.opened, v.stayed
  from slices s
  join public.analytics_daily_breakdowns b
    on b.user_code = p_user_code and b.scope = s.scope and b.scope_code = s.scope_code and b.date = p_date
  cross join lateral unnest(b.breakdown) as v;
end;
$$;

revoke all on function daybook.daily_rows(text, date, text, text) from public;
