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
  select 'totals', 'owner', '', '', '',
    t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds,
    0::bigint, 0::bigint, 0::bigint, 0::bigint
  from public.analytics_daily_user_stats t
  where t.user_code = p_user_code and t.date = p_date
  union all
  select 'totals', 'group', t.group_code, '', '',
    t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds, 0, 0, 0, 0
  from public.analytics_daily_group_stats t
  where t.user_code = p_user_code and t.date = p_date
  union all
  select 'totals', 'contact', t.share_code, '', '',
    t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds, 0, 0, 0, 0
  from public.analytics_daily_contact_stats t
  where t.user_code = p_user_code and t.date = p_date
  union all
  select 'group', 'contact', t.share_code, '', t.group_code,
    t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds, 0, 0, 0, 0
  from daybook.group_contacts t
  where t.user_code = p_user_code and t.date = p_date
  union all
  select 'target', t.scope, t.scope_code, '', t.target,
    t.visitors, t.sessions, 0, t.clicks, 0, 0, 0, 0, 0, t.opened, t.stayed
  from slices s
  join daybook.daily_targets t
    on t.user_code = p_user_code and t.scope = s.scope and t.scope_code = s.scope_code and t.date = p_date
  union all
  select 'page', t.scope, t.scope_code, '', t.page,
    t.visitors, t.sessions, t.page_views, t.clicks, 0, 0, 0, t.entries, t.exits, 0, 0
  from slices s
  join daybook.daily_pages t
    on t.user_code = p_user_code and t.scope = s.scope and t.scope_code = s.scope_code and t.date = p_date
  union all
  select 'dimension', t.scope, t.scope_code, t.dimension, t.value,
    t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, 0, 0, 0, 0, 0, 0
  from slices s
  join public.analytics_daily_dimension_stats t
    on t.user_code = p_user_code and t.scope = s.scope and t.scope_code = s.scope_code and t.date = p_date;
end;
$$;

revoke all on function daybook.daily_rows(text, date, text, text) from public;
