-- The signed-in person as the token says, { user_id, email }, or null for nobody. PT401 where the session has ended.
create function daybook.analytics_caller() returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
  email text := nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email';
begin
  return case when caller is not null then jsonb_build_object('user_id', caller, 'email', coalesce(email, '')) end;
end;
$$;

revoke all on function daybook.analytics_caller() from public;
grant execute on function daybook.analytics_caller() to authenticated;
alter function daybook.analytics_caller() set schema public;
