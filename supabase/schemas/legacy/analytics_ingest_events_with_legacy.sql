-- analytics_ingest_events, and in the same transaction a row of the old table for each page view and click that it has
-- stored, whatever the old table's shape. What became of the row is noted at once, so that no import takes it for an event
-- of its own. A fault of the old table never costs an event: it is kept in analytics_legacy_dual_write, where health,
-- metrics and the doctor see it. Used when LEGACY_DUAL_WRITE is set.
create function daybook.analytics_ingest_events_with_legacy(payload jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  answer jsonb := public.analytics_ingest_events(payload);
  stored bigint := (select sum((b.value ->> 'stored')::bigint) from jsonb_array_elements(answer -> 'batches') as b);
begin
  if coalesce(stored, 0) = 0 then
    return answer;
  end if;
  begin
    perform daybook.write_flush_to_legacy(payload);
    perform daybook.note_dual_write(null, null, 0);
  exception when others then
    raise warning 'the old table was not written: %', sqlerrm;
    perform daybook.note_dual_write(sqlstate, sqlerrm, stored);
  end;
  return answer;
end;
$$;

revoke all on function daybook.analytics_ingest_events_with_legacy(jsonb) from public;
grant execute on function daybook.analytics_ingest_events_with_legacy(jsonb) to service_role;
alter function daybook.analytics_ingest_events_with_legacy(jsonb) set schema public;
