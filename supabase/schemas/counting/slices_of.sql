-- The rows of one (owner, day), as count_day and live_day return them, slice by slice as count_days does.
create function daybook.slices_of(p_rows daybook.counted_row[]) returns setof daybook.counted_slice
language plpgsql stable
set search_path = ''
set enable_sort = off
as $$
begin
  return query
  select r.user_code, r.scope, r.scope_code,
    max(r.visitors) filter (where r.section = 'totals'), max(r.sessions) filter (where r.section = 'totals'),
    max(r.page_views) filter (where r.section = 'totals'), max(r.clicks) filter (where r.section = 'totals'),
    max(r.contacting_sessions) filter (where r.section = 'totals'), max(r.bounces) filter (where r.section = 'totals'),
    max(r.duration_seconds) filter (where r.section = 'totals'),
    case when count(*) filter (where r.section = 'group') = 1 then min(r.value) filter (where r.section = 'group') end,
    case when count(*) filter (where r.section = 'group') > 1 then
      jsonb_agg(
        jsonb_build_object(
          'group_code', r.value, 'visitors', r.visitors, 'sessions', r.sessions, 'page_views', r.page_views,
          'clicks', r.clicks, 'contacting_sessions', r.contacting_sessions, 'bounces', r.bounces,
          'duration_seconds', r.duration_seconds
        ) order by r.value
      ) filter (where r.section = 'group')
    end,
    coalesce(
      array_agg((
        case r.section when 'dimension' then r.dimension else r.section end, r.value,
        r.visitors, r.sessions, r.page_views, r.clicks, r.contacting_sessions, r.entries, r.exits, r.opened, r.stayed
      )::daybook.breakdown_value) filter (where r.section in ('dimension', 'page', 'target')),
      '{}'::daybook.breakdown_value[]
    )
  from unnest(p_rows) as r
  group by r.user_code, r.scope, r.scope_code;
end;
$$;

revoke all on function daybook.slices_of(daybook.counted_row[]) from public;
