-- Adds a row to the old table for each event: [{ user_code, kind, id, session, share, page, target, at }]. Returns the
-- events with the ids of their rows, `legacy_id`. 22023: the mapping does not fit the table; other codes: the table's own.
create function daybook.write_legacy_rows(p_events jsonb, m jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
as $$
declare
  events jsonb;
  wanted text;
  written bigint;
begin
  foreach wanted in array array['user_code', 'event_type'] loop
    if not exists (select 1 from daybook.legacy_places(m) as p where p.field = wanted) then
      raise exception 'the old table has no place for %: name its column or key in the mapping', wanted using errcode = '22023';
    end if;
  end loop;
  execute
    'select jsonb_agg(jsonb_build_object(
       ''legacy_id'', ' || daybook.legacy_new_id(m) || ', ''user_code'', w.user_code, ''kind'', w.kind, ''id'', w.id,
       ''type_name'', $2 -> w.kind ->> 0, ''session'', w.session, ''share'', nullif(w.share, ''''), ''page'', w.page,
       ''target'', w.target, ''at'', w.at
     ))
     from jsonb_to_recordset($1) as w(
       user_code text, kind text, id text, session text, share text, page text, target text, at timestamptz
     )'
  into events
  using p_events, m -> 'types';
  execute daybook.legacy_insert(m) using events;
  get diagnostics written = row_count;
  if written < jsonb_array_length(events) then
    raise exception '% of % rows were not written: something of the old table, such as a trigger or a unique key, kept them out',
      jsonb_array_length(events) - written, jsonb_array_length(events);
  end if;
  return events;
end;
$$;

revoke all on function daybook.write_legacy_rows(jsonb, jsonb) from public;
