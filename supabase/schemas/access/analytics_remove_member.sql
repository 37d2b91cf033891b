-- Takes a member's access away, at once: the next thing that they ask is refused. For owners. PT404: no such member; 23001: the last
-- owner.
create function daybook.analytics_remove_member(p_user_code text, p_user_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner']);
  perform daybook.require_other_owner(p_user_code, p_user_id);
  delete from public.analytics_members m
  where m.user_code = p_user_code and m.user_id = p_user_id;
  if not found then
    raise exception 'no such member' using errcode = 'PT404';
  end if;
  perform daybook.note_act(p_user_code, 'member_removed', jsonb_build_object(
    'member', p_user_id, 'email', (select e.email from daybook.user_emails(array[p_user_id]) as e)
  ));
end;
$$;

revoke all on function daybook.analytics_remove_member(text, uuid) from public;
grant execute on function daybook.analytics_remove_member(text, uuid) to authenticated;
alter function daybook.analytics_remove_member(text, uuid) set schema public;
