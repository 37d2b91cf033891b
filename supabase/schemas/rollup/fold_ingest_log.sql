-- Moves the accounting of flushes into the daily table, day by day until p_budget is used up. What is moved is exactly what is
-- deleted, so the sum of both tables never changes. Whoever else is at it goes on alone: the rest stays for the next run.
create function daybook.fold_ingest_log(p_budget interval default null) returns void
language plpgsql security definer
set search_path = ''
set lock_timeout = '200ms'
as $$
declare
  started timestamptz := clock_timestamp();
  logged record;
begin
  for logged in
    select distinct l.user_code, l.date from public.analytics_ingest_log l order by l.user_code, l.date
  loop
    exit when clock_timestamp() - started > p_budget;
    with folded as (
      delete from public.analytics_ingest_log l
      where l.user_code = logged.user_code and l.date = logged.date
      returning l.kind, l.code, l.events
    )
    insert into public.analytics_daily_ingest_stats as t (user_code, date, kind, code, events)
    select logged.user_code, logged.date, f.kind, f.code, sum(f.events)
    from folded f
    group by f.kind, f.code
    order by f.kind, f.code
    on conflict (user_code, date, kind, code) do update
    set events = t.events + excluded.events;
  end loop;
exception when lock_not_available then
  raise notice 'accounting is being folded by somebody else';
end;
$$;

revoke all on function daybook.fold_ingest_log(interval) from public;
