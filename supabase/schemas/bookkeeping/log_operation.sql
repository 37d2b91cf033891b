-- Writes a line of the operators' log, in the transaction that does what it says. p_user_code '': all owners. Values that are null are
-- left out.
create function daybook.log_operation(p_user_code text, p_action text, p_about jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into public.analytics_operator_log (user_code, at, action, about)
  values (p_user_code, clock_timestamp(), p_action, jsonb_strip_nulls(p_about));
end;
$$;

revoke all on function daybook.log_operation(text, text, jsonb) from public;
