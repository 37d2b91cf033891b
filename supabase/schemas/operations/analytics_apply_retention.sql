-- Removes what owners do not want kept for longer, by cleanup_old_raw_events, and old salts; a part of the nightly run, for
-- service_role. Safe to repeat: nothing is left to remove then. Returns { owners, days, raw_events }.
create function daybook.analytics_apply_retention() returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  keeper record;
  cleaned jsonb;
  owners integer := 0;
  days bigint := 0;
  raw_events bigint := 0;
begin
  perform daybook.purge_salts();
  for keeper in
    select o.user_code, o.retention_days
    from public.analytics_owners o
    where o.retention_days is not null
    order by o.user_code
  loop
    cleaned := public.cleanup_old_raw_events(keeper.retention_days, keeper.user_code);
    owners := owners + 1;
    days := days + (cleaned ->> 'days')::bigint;
    raw_events := raw_events + (cleaned ->> 'raw_events')::bigint;
  end loop;
  return jsonb_build_object('owners', owners, 'days', days, 'raw_events', raw_events);
end;
$$;

revoke all on function daybook.analytics_apply_retention() from public;
grant execute on function daybook.analytics_apply_retention() to service_role;
alter function daybook.analytics_apply_retention() set schema public;
