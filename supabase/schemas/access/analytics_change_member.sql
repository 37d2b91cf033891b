-- Gives a member another role, and a viewer other limits; null for both: everything. Holds at once. For owners. PT404: no such member;
-- 22023: role or limits are not valid; 23001: the last owner.
create function daybook.analytics_change_member(
  p_user_code text,
  p_user_id uuid,
  p_role text,
  p_groups text[] default null,
  p_shares text[] default null
)
returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  former text;
begin
  perform daybook.require_member(p_user_code, array['owner']);
  perform daybook.require_scopes(p_user_code, p_role, p_groups, p_shares);
  if p_role <> 'owner' then
    perform daybook.require_other_owner(p_user_code, p_user_id);
  end if;
  select m.role
  into former
  from public.analytics_members m
  where m.user_code = p_user_code and m.user_id = p_user_id;
  update public.analytics_members m
  set role = p_role, seen_groups = p_groups, seen_shares = p_shares
  where m.user_code = p_user_code and m.user_id = p_user_id;
  if not found then
    raise exception 'no such member' using errcode = 'PT404';
  end if;
  perform daybook.note_act(p_user_code, 'member_changed', jsonb_build_object(
    'member', p_user_id, 'email', (select e.email from daybook.user_emails(array[p_user_id]) as e),
    'from', former, 'role', p_role, 'groups', to_jsonb(p_groups[1:10]), 'shares', to_jsonb(p_shares[1:10])
  ));
end;
$$;

revoke all on function daybook.analytics_change_member(text, uuid, text, text[], text[]) from public;
grant execute on function daybook.analytics_change_member(text, uuid, text, text[], text[]) to authenticated;
alter function daybook.analytics_change_member(text, uuid, text, text[], text[]) set schema public;
