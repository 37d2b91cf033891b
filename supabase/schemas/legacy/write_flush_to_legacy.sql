-- Writes what a flush has stored into the old table, and notes that these rows are of the dual write.
create function daybook.write_flush_to_legacy(p_payload jsonb) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  m jsonb := (select c.mapping from public.analytics_legacy_mapping c where c.name = 'current');
  moment timestamptz := now();
  events jsonb;
  written jsonb;
begin
  select jsonb_agg(
    jsonb_build_object(
      'user_code', f.user_code, 'kind', f.kind, 'id', f.event_id, 'session', f.session_id, 'share', f.share_code,
      'page', f.page, 'target', f.target, 'at', f.at, 'date', f.date, 'session_date', f.session_date, 'group', f.group_code
    )
  )
  into events
  from daybook.flushed_events(p_payload) as f;
  if events is null then
    return;
  end if;
  written := daybook.write_legacy_rows(events, m);

  insert into public.analytics_legacy_rows (
    user_code, legacy_id, arrived_at, at, event_id, session_id, date, session_date, verdict, share_code, group_code
  )
  select e.user_code, w.legacy_id, moment, e.at, e.id, e.session, e.date, e.session_date, 'dual_write', e.share, e."group"
  from jsonb_to_recordset(events) as e(
    user_code text, kind text, id uuid, session uuid, share text, at timestamptz, date date, session_date date, "group" text
  )
  join jsonb_to_recordset(written) as w(user_code text, kind text, id uuid, legacy_id text)
    on w.user_code = e.user_code and w.kind = e.kind and w.id = e.id
  order by e.user_code, w.legacy_id
  on conflict do nothing;
end;
$$;

revoke all on function daybook.write_flush_to_legacy(jsonb) from public;
