-- Who is calling: the id of a signed-in person, null for nobody. PT401, which the API answers as 401, where the session of the
-- token has ended: by a sign-out, by a new password, which ends the others, or with its account. The token alone would go on
-- opening everything until it expires, in an hour.
-- Everything that acts for a member asks here and nowhere else. A token that names no session is none of Supabase Auth's.
-- Where there is no auth.sessions, on a Postgres without Supabase Auth, a token is good until it expires.
create function daybook.caller() returns uuid
language plpgsql stable
set search_path = ''
as $$
declare
  caller uuid := auth.uid();
  session_id text := nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'session_id';
begin
  if caller is null or to_regclass('auth.sessions') is null then
    return caller;
  end if;
  if session_id ~ '^[0-9a-fA-F-]{36}$' then
    perform from auth.sessions s
    where s.id = session_id::uuid and s.user_id = caller and (s.not_after is null or s.not_after > now());
    if found then
      return caller;
    end if;
  end if;
  raise exception 'this session has ended: sign in again' using errcode = 'PT401';
end;
$$;

revoke all on function daybook.caller() from public;
