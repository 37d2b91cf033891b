-- Keeps that the dual write has failed, with how many events the old table lacks now, or that it works again (p_code null).
create function daybook.note_dual_write(p_code text, p_message text, p_missed bigint) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  moment timestamptz := clock_timestamp();
begin
  if p_code is null then
    update public.analytics_legacy_dual_write w set is_failing = false where w.name = 'current' and w.is_failing;
    return;
  end if;
  insert into public.analytics_legacy_dual_write as w (name, is_failing, missed, failed_at, code, message)
  values ('current', true, p_missed, moment, p_code, p_message)
  on conflict (name) do update
  set is_failing = true, missed = w.missed + excluded.missed, failed_at = excluded.failed_at, code = excluded.code,
    message = excluded.message;
end;
$$;

revoke all on function daybook.note_dual_write(text, text, bigint) from public;
