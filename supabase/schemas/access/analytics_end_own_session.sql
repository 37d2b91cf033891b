-- Ends one session of the caller: whoever has its cookie reads and writes nothing more, from the next call on. 42501: signed out;
-- PT404: it is no session of the caller's, or has ended; 0A000: the database does not let sessions be ended.
create function daybook.analytics_end_own_session(p_session_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
begin
  if caller is null then
    raise exception 'sign in first' using errcode = '42501';
  end if;
  if not daybook.can_end_sessions() then
    raise exception 'sessions cannot be ended here' using errcode = '0A000';
  end if;
  -- Its refresh tokens go with it.
  delete from auth.sessions s where s.id = p_session_id and s.user_id = caller;
  if not found then
    raise exception 'no such session' using errcode = 'PT404';
  end if;
end;
$$;

revoke all on function daybook.analytics_end_own_session(uuid) from public;
grant execute on function daybook.analytics_end_own_session(uuid) to authenticated;
alter function daybook.analytics_end_own_session(uuid) set schema public;
