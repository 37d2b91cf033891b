-- Old sessions, and why they are more or fewer. Reads pg_temp.legacy_compared, adds to pg_temp.legacy_entries.
create function daybook.compare_sessions(p_from date, p_to date) returns void
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
set jit = off
as $$
begin
  with visits as (
    select v.user_code, v.session_id, v.date, bool_or(v.is_old) as is_old, bool_or(v.is_new) as is_new,
      bool_or(v.is_unknown) as is_unknown, min(v.cause) as cause
    from (
      select distinct c.old_code as user_code, c.session_id, c.old_date as date, true as is_old, false as is_new,
        c.verdict is null as is_unknown,
        coalesce(c.class, case when c.session_date <> c.date then 'midnight' end) as cause
      from pg_temp.legacy_compared c
      where c.was_counted and c.has_session
      union all
      select distinct c.user_code, c.session_id, c.session_date, false, true, false,
        case when not c.has_session then 'no_session' when c.session_date <> c.date then 'midnight' else c.class end
      from pg_temp.legacy_compared c
      where c.verdict in ('imported', 'dual_write') and c.session_date between p_from and p_to
    ) as v
    group by v.user_code, v.session_id, v.date
  ),
  old_sessions as (
    select v.user_code, v.date, 'sessions' as metric, '' as value, count(*) as old
    from visits v
    where v.is_old
    group by 1, 2
  ),
  explained_sessions as (
    select v.user_code, v.date, 'sessions' as metric, '' as value, v.cause,
      sum(case when v.is_new then 1 else -1 end) as explained
    from visits v
    where v.is_old <> v.is_new and not v.is_unknown and v.cause is not null
    group by 1, 2, 5
  )
  insert into pg_temp.legacy_entries (user_code, date, metric, value, old, cause, explained)
  select o.user_code, o.date, o.metric, o.value, o.old, null, 0 from old_sessions o
  union all
  select e.user_code, e.date, e.metric, e.value, 0, e.cause, e.explained from explained_sessions e;
end;
$$;

revoke all on function daybook.compare_sessions(date, date) from public;
