-- Old page views, clicks, targets, pages and groups, and why each moved. Reads pg_temp.legacy_compared, adds to
-- pg_temp.legacy_entries.
create function daybook.compare_events(p_from date, p_to date) returns void
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
set jit = off
as $$
begin
  with kinds as materialized (
    select
      c.old_code, c.user_code, c.old_date, c.event_type, c.old_page, c.page, c.old_target, c.target, c.old_group, c.group_code,
      c.date, c.verdict, c.class, c.was_counted, count(*) as rows
    from pg_temp.legacy_compared c
    where c.event_type in ('page_view', 'click')
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
  ),
  events as (
    select
      k.old_code, k.user_code, k.old_date, k.date, k.verdict, k.class, k.was_counted, k.rows, n.metric, n.old_value, n.new_value,
      k.verdict in ('imported', 'dual_write') as is_kept
    from kinds k
    cross join lateral (values
      (case k.event_type when 'click' then 'clicks' else 'page_views' end, '', ''),
      (
        case k.event_type when 'click' then 'target' else 'page' end,
        coalesce(case k.event_type when 'click' then k.old_target else k.old_page end, ''),
        case k.event_type when 'click' then k.target else k.page end
      ),
      ('group', k.old_group, k.group_code)
    ) as n(metric, old_value, new_value)
  ),
  old_events as (
    select e.old_code as user_code, e.old_date as date, e.metric, e.old_value as value, sum(e.rows)::bigint as old
    from events e
    where e.was_counted
    group by 1, 2, 3, 4
  ),
  moved as (
    select
      e.*,
      coalesce(e.class, case e.metric when 'group' then 'session_share' else 'renamed' end) as cause
    from events e
    where e.verdict is not null
      and (e.class is not null or e.old_value <> e.new_value)
  ),
  explained_events as (
    select m.old_code as user_code, m.old_date as date, m.metric, m.old_value as value, m.cause, -sum(m.rows)::bigint as explained
    from moved m
    where m.was_counted
    group by 1, 2, 3, 4, 5
    union all
    select m.user_code, m.date, m.metric, m.new_value, m.cause, sum(m.rows)::bigint
    from moved m
    where m.is_kept and m.date between p_from and p_to
    group by 1, 2, 3, 4, 5
  )
  insert into pg_temp.legacy_entries (user_code, date, metric, value, old, cause, explained)
  select o.user_code, o.date, o.metric, o.value, o.old, null, 0 from old_events o
  union all
  select e.user_code, e.date, e.metric, e.value, 0, e.cause, e.explained from explained_events e;
end;
$$;

revoke all on function daybook.compare_events(date, date) from public;
