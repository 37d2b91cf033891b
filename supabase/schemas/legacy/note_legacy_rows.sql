-- Keeps what became of the rows of pg_temp.legacy_placed. What was final before stays.
create function daybook.note_legacy_rows() returns void
language plpgsql security definer
set search_path = ''
set jit = off
as $$
begin
  -- A row that named no owner before the mapping was adjusted.
  delete from public.analytics_legacy_rows r
  using pg_temp.legacy_placed p
  where r.user_code = '' and r.legacy_id = p.legacy_id and p.user_code <> '';

  insert into public.analytics_legacy_rows as r (
    user_code, legacy_id, arrived_at, at, event_id, session_id, date, session_date, verdict, reason,
    share_code, group_code, visit
  )
  select
    p.user_code, p.legacy_id, p.arrived_at, p.at, p.event_id, p.session_id, p.date, p.session_date, p.verdict, p.reason,
    p.share_code, p.group_code, p.visit
  from pg_temp.legacy_placed p
  order by p.user_code, p.legacy_id
  on conflict (user_code, legacy_id) do update
  set verdict = excluded.verdict, reason = excluded.reason, at = excluded.at, event_id = excluded.event_id,
    session_id = excluded.session_id, date = excluded.date, session_date = excluded.session_date,
    share_code = excluded.share_code, group_code = excluded.group_code, visit = excluded.visit
  where r.verdict in ('filtered', 'unmapped');
end;
$$;

revoke all on function daybook.note_legacy_rows() from public;
