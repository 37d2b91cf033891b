-- Brings the archived table back as analytics_events, with the rights it had. Safe to run again. Returns { restored }: false
-- when the old table is still there, or there is no archive.
create function daybook.analytics_restore_legacy_events() returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  statement text;
begin
  if to_regclass('public.analytics_events') is not null or to_regclass('public.analytics_events_archive') is null then
    return jsonb_build_object('restored', false);
  end if;
  alter table public.analytics_events_archive rename to analytics_events;
  revoke all on public.analytics_events from service_role;
  foreach statement in array (
    coalesce((select a.rights from public.analytics_legacy_archives a where a.name = 'analytics_events'), '{}')
  ) loop
    execute statement;
  end loop;
  delete from public.analytics_legacy_archives a where a.name = 'analytics_events';
  return jsonb_build_object('restored', true);
end;
$$;

revoke all on function daybook.analytics_restore_legacy_events() from public;
grant execute on function daybook.analytics_restore_legacy_events() to service_role;
alter function daybook.analytics_restore_legacy_events() set schema public;
