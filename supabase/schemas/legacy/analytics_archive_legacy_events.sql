-- Copies the old table to analytics_events_archive and compares counts and checksums. Only with p_confirm =
-- 'drop analytics_events', and only if both are equal, the old table goes: it takes the copy's place, so that whatever
-- belongs to it or depends on it (identity, defaults, indexes, policies, triggers, views) is kept, and what role had rights
-- on it has none but service_role, which may read. Without the words nothing is removed. Safe to run again: only rows that
-- are missing in the archive are copied. Where a statement's time is limited it copies for half of it and says
-- `is_complete: false`: call it again.
-- Returns { depends: [text], is_complete, copied, old: { rows, checksum }, archive: { rows, checksum }, matches, dropped };
-- `depends` names what of the host's has to do with the table. 22023: other words; 42P01: there is no old table.
create function daybook.analytics_archive_legacy_events(p_confirm text default null) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  budget interval := nullif(current_setting('statement_timeout')::interval, interval '0') / 2;
  id_column text := (select c.mapping #>> '{columns,id}' from public.analytics_legacy_mapping c where c.name = 'current');
  answer jsonb;
  copied bigint;
  old_sum jsonb;
  archive_sum jsonb;
begin
  if p_confirm is not null and p_confirm <> 'drop analytics_events' then
    raise exception 'to drop the old table say exactly: drop analytics_events' using errcode = '22023';
  end if;
  if to_regclass('public.analytics_events') is null then
    raise exception 'there is no table analytics_events to archive' using errcode = '42P01';
  end if;
  answer := jsonb_build_object('depends', to_jsonb(daybook.legacy_dependents()), 'dropped', false);

  -- Nothing may arrive between the check and the drop.
  if p_confirm is not null then
    lock table public.analytics_events in access exclusive mode;
  end if;
  copied := daybook.copy_legacy_rows(id_column, budget);
  if copied is null then
    return answer || jsonb_build_object('is_complete', false, 'matches', false);
  end if;
  old_sum := daybook.legacy_checksum('analytics_events');
  archive_sum := daybook.legacy_checksum('analytics_events_archive');
  answer := answer || jsonb_build_object(
    'is_complete', true, 'copied', copied, 'old', old_sum, 'archive', archive_sum, 'matches', old_sum = archive_sum
  );
  if p_confirm is not null and old_sum = archive_sum then
    perform daybook.put_legacy_table_away();
    answer := answer || jsonb_build_object('dropped', true);
  end if;
  return answer;
end;
$$;

revoke all on function daybook.analytics_archive_legacy_events(text) from public;
grant execute on function daybook.analytics_archive_legacy_events(text) to service_role;
alter function daybook.analytics_archive_legacy_events(text) set schema public;
