-- What count_days counts, for one owner, as rows. Rows of sections 'totals' and 'group' come for every scope; those of 'target', 'page'
-- and 'dimension' only for the scope asked for (null: all three).
create function daybook.count_day(
  p_user_code text,
  p_date date,
  p_scope text default null,
  p_scope_code text default '',
  p_visitors bigint[] default null,
  p_without_views uuid[] default '{}',
  p_without_clicks uuid[] default '{}',
  p_named jsonb default null
)
returns setof daybook.counted_row
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  with slices as materialized (
    select s.*
    from daybook.count_days(
      array[p_user_code], p_date, p_visitors, p_without_views, p_without_clicks, p_named
    ) as s
  )
  select p_user_code, 'totals', s.scope, s.scope_code, '', '',
    s.visitors, s.sessions, s.page_views, s.clicks, s.contacting_sessions, s.bounces, s.duration_seconds,
    0::bigint, 0::bigint, 0::bigint, 0::bigint
  from slices s
  where s.visitors is not null
  union all
  select p_user_code, 'group', s.scope, s.scope_code, '', s.group_code,
    s.visitors, s.sessions, s.page_views, s.clicks, s.contacting_sessions, s.bounces, s.duration_seconds, 0, 0, 0, 0
  from slices s
  where s.group_code is not null
  union all
  select p_user_code, 'group', s.scope, s.scope_code, '', g.group_code,
    g.visitors, g.sessions, g.page_views, g.clicks, g.contacting_sessions, g.bounces, g.duration_seconds, 0, 0, 0, 0
  from slices s
  cross join lateral jsonb_to_recordset(s.by_group) as g(
    group_code text, visitors bigint, sessions bigint, page_views bigint, clicks bigint,
    contacting_sessions bigint, bounces bigint, duration_seconds bigint
  )
  where s.by_group is not null
  union all
  select p_user_code,
    case when v.dimension in ('target', 'page') then v.dimension else 'dimension' end, s.scope, s.scope_code,
    case when v.dimension in ('target', 'page') then '' else v.dimension end, v.value,
    v.visitors, v.sessions, v.page_views, v.clicks, v.contacting_sessions, 0, 0, v.entries, v.exits, v.opened, v.stayed
  from slices s
  cross join lateral unnest(s.breakdown) as v
  where p_scope is null or (s.scope = p_scope and s.scope_code = p_scope_code);
end;
$$;

revoke all on function daybook.count_day(text, date, text, text, bigint[], uuid[], uuid[], jsonb) from public;
