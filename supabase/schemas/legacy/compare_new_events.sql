-- Events and sessions that were never in the old table. Adds to pg_temp.legacy_entries.
create function daybook.compare_new_events(p_from date, p_to date) returns void
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
set jit = off
as $$
begin
  with unknown_events as (
    select e.user_code, e.date, n.metric, n.value, 'new_events' as cause, count(*) as explained
    from (
      select v.user_code, v.date, v.event_id, v.page, v.group_code, null as target from public.analytics_page_views v
      where v.date between p_from and p_to
      union all
      select k.user_code, k.date, k.event_id, k.page, k.group_code, k.target from public.analytics_clicks k
      where k.date between p_from and p_to
    ) as e
    left join public.analytics_legacy_rows i
      on i.user_code = e.user_code and i.event_id = e.event_id and i.date = e.date and i.verdict in ('imported', 'dual_write')
    cross join lateral (values
      (case when e.target is null then 'page_views' else 'clicks' end, ''),
      (case when e.target is null then 'page' else 'target' end, coalesce(e.target, e.page)),
      ('group', e.group_code),
      ('rows', '')
    ) as n(metric, value)
    where i.event_id is null
    group by 1, 2, 3, 4
    union all
    select s.user_code, s.date, 'sessions', '', 'new_events', count(*)
    from public.analytics_sessions s
    where s.date between p_from and p_to
      and not exists (
        select 1
        from public.analytics_legacy_rows i
        where i.user_code = s.user_code and i.session_date = s.date and i.session_id = s.session_id
          and i.verdict in ('imported', 'dual_write')
      )
    group by 1, 2
  )
  insert into pg_temp.legacy_entries (user_code, date, metric, value, cause, explained)
  select e.user_code, e.date, e.metric, e.value, e.cause, e.explained from unknown_events e;
end;
$$;

revoke all on function daybook.compare_new_events(date, date) from public;
