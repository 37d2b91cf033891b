-- Sets for how many days an owner's raw events are kept, as an operator; null: for good. It stands in the card's log. For service_role.
-- Safe to repeat. PT404: no such owner; 23514: fewer than 8 days or more than 3660.
create function daybook.analytics_operator_set_retention(p_user_code text, p_days integer) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  update public.analytics_owners o
  set retention_days = p_days
  where o.user_code = p_user_code;
  if not found then
    raise exception 'there is no owner %', p_user_code using errcode = 'PT404';
  end if;
  perform daybook.note_operation(p_user_code, 'retention_changed', jsonb_build_object('days', p_days));
end;
$$;

revoke all on function daybook.analytics_operator_set_retention(text, integer) from public;
grant execute on function daybook.analytics_operator_set_retention(text, integer) to service_role;
alter function daybook.analytics_operator_set_retention(text, integer) set schema public;
