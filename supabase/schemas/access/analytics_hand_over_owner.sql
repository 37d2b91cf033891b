-- Makes another member the owner in the caller's place, who stays as an editor. For owners; there is one at every moment. PT404: no
-- such other member, or one whose account is gone.
create function daybook.analytics_hand_over_owner(p_user_code text, p_user_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  caller uuid;
  address text;
begin
  perform daybook.require_member(p_user_code, array['owner']);
  caller := daybook.caller();
  perform 1 from public.analytics_owners o where o.user_code = p_user_code for update;
  -- Asked again now that nobody else can change it: two who hand over at once would both be editors.
  perform daybook.require_member(p_user_code, array['owner']);
  select e.email into address from daybook.user_emails(array[p_user_id]) as e;
  if not found or p_user_id = caller then
    raise exception 'no such other member' using errcode = 'PT404';
  end if;
  update public.analytics_members m
  set role = 'owner', seen_groups = null, seen_shares = null
  where m.user_code = p_user_code and m.user_id = p_user_id;
  if not found then
    raise exception 'no such other member' using errcode = 'PT404';
  end if;
  update public.analytics_members m set role = 'editor' where m.user_code = p_user_code and m.user_id = caller;
  perform daybook.note_act(p_user_code, 'owner_handed_over', jsonb_build_object('member', p_user_id, 'email', address));
end;
$$;

revoke all on function daybook.analytics_hand_over_owner(text, uuid) from public;
grant execute on function daybook.analytics_hand_over_owner(text, uuid) to authenticated;
alter function daybook.analytics_hand_over_owner(text, uuid) set schema public;
