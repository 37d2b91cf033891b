-- Takes a member's access away, at once, as an operator: also the last owner's, whose card can be claimed then. It stands in the card's log.
-- For service_role. PT404: no such member.
create function daybook.analytics_operator_remove_member(p_user_code text, p_user_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform 1 from public.analytics_owners o where o.user_code = p_user_code for update;
  delete from public.analytics_members m
  where m.user_code = p_user_code and m.user_id = p_user_id;
  if not found then
    raise exception 'no such member' using errcode = 'PT404';
  end if;
  perform daybook.note_operation(p_user_code, 'member_removed', jsonb_build_object(
    'member', p_user_id, 'email', (select e.email from daybook.user_emails(array[p_user_id]) as e)
  ));
end;
$$;

revoke all on function daybook.analytics_operator_remove_member(text, uuid) from public;
grant execute on function daybook.analytics_operator_remove_member(text, uuid) to service_role;
alter function daybook.analytics_operator_remove_member(text, uuid) set schema public;
