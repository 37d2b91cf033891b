-- Moves the accounting of flushes into the daily table. What is moved is exactly what is deleted, so the sum of both
-- tables never changes.
create function daybook.fold_ingest_log() returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  with folded as (
    -- Hosted Supabase refuses a delete without a condition in every call through the API.
    delete from public.analytics_ingest_log
    where true
    returning user_code, date, kind, code, events
  )
  insert into public.analytics_daily_ingest_stats as t (user_code, date, kind, code, events)
  select f.user_code, f.date, f.kind, f.code, sum(f.events)
  from folded f
  group by f.user_code, f.date, f.kind, f.code
  order by f.user_code, f.date, f.kind, f.code
  on conflict (user_code, date, kind, code) do update
  set events = t.events + excluded.events;
end;
$$;

revoke all on function daybook.fold_ingest_log() from public;
