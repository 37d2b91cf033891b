-- Removes old salts and what owners do not want kept for longer, as purge_due_days says, and goes on with erasures; a part of the
-- nightly run, for service_role. Also forgets old lines of the operators' log. p_budget bounds the time of one call; `remaining` says how many days and erasures are left for
-- the next, `failed` which could not be done. Safe to repeat and to kill: what a call has answered for is done.
-- Returns { owners, days, raw_events, remaining, failed }.
create function daybook.analytics_apply_retention(p_budget interval default null) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  keepers bigint;
  shortest integer;
  purged jsonb;
  erased jsonb;
begin
  perform daybook.purge_salts();
  perform daybook.prune_operator_log();
  erased := daybook.finish_erasures(p_budget / 2);
  select count(*), min(o.retention_days)
  into keepers, shortest
  from public.analytics_owners o
  where o.retention_days is not null;
  purged := daybook.purge_due_days(null, null, p_budget);
  if keepers > 0 and (purged ->> 'remaining')::bigint = 0 then
    perform daybook.prune_accounting(null, null);
    perform daybook.prune_previews(null, null);
    perform daybook.drop_past_partitions(current_date - shortest);
  end if;
  return purged || jsonb_build_object(
    'owners', keepers,
    'raw_events', (purged ->> 'raw_events')::bigint + (erased ->> 'events')::bigint,
    'remaining', (purged ->> 'remaining')::bigint + (erased ->> 'open')::bigint
  );
end;
$$;

revoke all on function daybook.analytics_apply_retention(interval) from public;
grant execute on function daybook.analytics_apply_retention(interval) to service_role;
alter function daybook.analytics_apply_retention(interval) set schema public;
