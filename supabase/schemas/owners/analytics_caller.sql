-- The signed-in person, { user_id, email }, or null for nobody. PT401 where the session has ended. The address is the account's: a token
-- goes on naming the one before for up to an hour after it was changed, and is believed only where accounts cannot be read.
create function daybook.analytics_caller() returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
  address text := nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email';
begin
  if caller is not null and to_regclass('auth.users') is not null and has_table_privilege('auth.users', 'select') then
    select coalesce(u.email, address) into address from auth.users u where u.id = caller;
  end if;
  return case when caller is not null then jsonb_build_object('user_id', caller, 'email', coalesce(address, '')) end;
end;
$$;

revoke all on function daybook.analytics_caller() from public;
grant execute on function daybook.analytics_caller() to authenticated;
alter function daybook.analytics_caller() set schema public;
