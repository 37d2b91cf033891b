-- Copies the old table to analytics_events_archive, compares counts and checksums, and only with
-- p_confirm = 'drop analytics_events' and only if both are equal drops it. Without the words nothing is removed. Safe to
-- run again: only rows that are missing in the archive are copied. The archive is for service_role; the old table's
-- policies and grants are noted and come back with analytics_restore_legacy_events.
-- Returns { archived, old: { rows, checksum }, archive: { rows, checksum }, matches, dropped }. 22023: other words.
create function daybook.analytics_archive_legacy_events(p_confirm text default null) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  id_column text := (select c.mapping #>> '{columns,id}' from public.analytics_legacy_mapping c where c.name = 'current');
  owned record;
  copied bigint;
  old_sum jsonb;
  archive_sum jsonb;
  matches boolean;
  dropped boolean := false;
  moment timestamptz := clock_timestamp();
begin
  if p_confirm is not null and p_confirm <> 'drop analytics_events' then
    raise exception 'to drop the old table say exactly: drop analytics_events' using errcode = '22023';
  end if;
  if to_regclass('public.analytics_events') is null then
    raise exception 'there is no table analytics_events to archive' using errcode = '42P01';
  end if;

  -- Nothing may arrive between the check and the drop.
  if p_confirm is not null then
    lock table public.analytics_events in access exclusive mode;
  end if;
  if to_regclass('public.analytics_events_archive') is null then
    create table public.analytics_events_archive (like public.analytics_events including all);
    alter table public.analytics_events_archive enable row level security;
    revoke all on public.analytics_events_archive from anon, authenticated;
    grant select on public.analytics_events_archive to service_role;
    insert into public.analytics_events_archive overriding system value select e.* from public.analytics_events e;
    get diagnostics copied = row_count;
    analyze public.analytics_events_archive;
  else
    execute format(
      'insert into public.analytics_events_archive overriding system value
       select e.* from public.analytics_events e
       where not exists (select 1 from public.analytics_events_archive a where a.%1$I = e.%1$I)',
      id_column
    );
    get diagnostics copied = row_count;
  end if;
  old_sum := daybook.legacy_checksum('analytics_events');
  archive_sum := daybook.legacy_checksum('analytics_events_archive');
  matches := old_sum = archive_sum;

  insert into public.analytics_legacy_archives as a (name, rows, checksum, rights)
  values (
    'analytics_events', (archive_sum ->> 'rows')::bigint, (archive_sum ->> 'checksum')::numeric, daybook.legacy_rights()
  )
  on conflict (name) do update
  set archived_at = excluded.archived_at, rows = excluded.rows, checksum = excluded.checksum, rights = excluded.rights;

  if p_confirm is not null and matches then
    -- A sequence of the old table's serial column lives on in the archive.
    for owned in
      select s.relname, a.attname
      from pg_catalog.pg_depend d
      join pg_catalog.pg_class s on s.oid = d.objid and s.relkind = 'S'
      join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
      where d.refobjid = 'public.analytics_events'::regclass and d.deptype = 'a'
    loop
      execute format('alter sequence public.%I owned by public.analytics_events_archive.%I', owned.relname, owned.attname);
    end loop;
    drop table public.analytics_events;
    update public.analytics_legacy_archives a set dropped_at = moment where a.name = 'analytics_events';
    dropped := true;
  end if;
  return jsonb_build_object(
    'archived', copied, 'old', old_sum, 'archive', archive_sum, 'matches', matches, 'dropped', dropped
  );
end;
$$;

revoke all on function daybook.analytics_archive_legacy_events(text) from public;
grant execute on function daybook.analytics_archive_legacy_events(text) to service_role;
alter function daybook.analytics_archive_legacy_events(text) set schema public;
