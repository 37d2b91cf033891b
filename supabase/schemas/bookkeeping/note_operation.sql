-- Notes in an owner's audit log what an operator, or the host's own system, did for it, in the transaction that does it. Whose session
-- may be open there is not asked: it is not theirs to answer for.
create function daybook.note_operation(p_user_code text, p_action text, p_about jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into public.analytics_audit (user_code, at, actor, action, about)
  values (p_user_code, clock_timestamp(), null, p_action, jsonb_strip_nulls(p_about));
end;
$$;

revoke all on function daybook.note_operation(text, text, jsonb) from public;
