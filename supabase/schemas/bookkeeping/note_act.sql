-- Notes in the audit log what the caller did for an owner, in the transaction that does it. Values that are null are left out.
create function daybook.note_act(p_user_code text, p_action text, p_about jsonb default '{}'::jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
begin
  insert into public.analytics_audit (user_code, at, actor, action, about)
  values (p_user_code, clock_timestamp(), caller, p_action, jsonb_strip_nulls(p_about));
end;
$$;

revoke all on function daybook.note_act(text, text, jsonb) from public;
