-- Rows of the old table as its own dashboard would count them, by code and day as they stand there and whatever their kind:
-- the one number that needs nothing of the mapping but two columns, so no row can go missing without being told. Against
-- them stand Daybook's events. Reads pg_temp.legacy_compared, adds to pg_temp.legacy_entries.
create function daybook.compare_rows(p_from date, p_to date) returns void
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
set datestyle = 'ISO'
set jit = off
as $$
declare
  m jsonb := (select c.mapping from public.analytics_legacy_mapping c where c.name = 'current');
begin
  if to_regclass('public.analytics_events') is not null then
    execute
      'insert into pg_temp.legacy_entries (user_code, date, metric, value, old)
       select ' || daybook.legacy_code(m) || ', (' || daybook.legacy_arrival(m) || ' at time zone ''UTC'')::date, ''rows'', '''', count(*)
       from ' || daybook.legacy_source(m) || '
       where ' || daybook.legacy_window(m, false) || '
       group by 1, 2'
    using p_from::timestamptz, (p_to + 1)::timestamptz;
  end if;

  with moved as (
    select c.*, c.verdict in ('imported', 'dual_write') and c.event_type <> 'session' as is_kept,
      coalesce(c.class, case when c.event_type = 'session' then 'session_row' end) as cause
    from pg_temp.legacy_compared c
    where c.verdict is not null
  )
  insert into pg_temp.legacy_entries (user_code, date, metric, value, cause, explained)
  select m.old_code, m.old_date, 'rows', '', m.cause, -count(*)
  from moved m
  where m.was_counted and m.cause is not null
  group by m.old_code, m.old_date, m.cause
  union all
  select m.user_code, m.date, 'rows', '', m.cause, count(*)
  from moved m
  where m.is_kept and m.cause is not null and m.date between p_from and p_to
  group by m.user_code, m.date, m.cause;
end;
$$;

revoke all on function daybook.compare_rows(date, date) from public;
