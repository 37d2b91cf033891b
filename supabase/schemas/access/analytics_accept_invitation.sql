-- Makes the caller a member, as an invitation or claim says, and spends it. Whoever is a member already stays what they are, and the
-- invitation stays open. Returns { joined, role }. 42501: signed out; PT404: it is not open; 22023: it is for another address, or
-- somebody has claimed the owner meanwhile.
create function daybook.analytics_accept_invitation(p_user_code text, p_token text) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
  caller_role text := public.analytics_member_role(p_user_code);
  invitation public.analytics_invitations;
begin
  if caller is null then
    raise exception 'sign in first' using errcode = '42501';
  end if;
  if caller_role is not null then
    return jsonb_build_object('joined', false, 'role', caller_role);
  end if;
  -- One after the other: a second one finds the invitation spent.
  perform 1 from public.analytics_owners o where o.user_code = p_user_code for update;
  select * into invitation from daybook.open_invitation(p_user_code, p_token) as i;
  if invitation.token_hash is null then
    raise exception 'this invitation is not open' using errcode = 'PT404';
  end if;
  if invitation.email is not null and not exists (
    select 1 from daybook.user_emails(array[caller]) as e where lower(e.email) = invitation.email
  ) then
    raise exception 'this invitation is for another e-mail address' using errcode = '22023';
  end if;
  if invitation.invited_by is null and daybook.has_members(p_user_code) then
    raise exception 'this card has been claimed already' using errcode = '22023';
  end if;

  delete from public.analytics_invitations i
  where i.user_code = p_user_code and i.token_hash = invitation.token_hash;
  insert into public.analytics_members (user_code, user_id, role, seen_groups, seen_shares)
  values (p_user_code, caller, invitation.role, invitation.seen_groups, invitation.seen_shares)
  on conflict (user_code, user_id) do nothing;
  perform daybook.note_act(
    p_user_code,
    case when invitation.invited_by is null then 'owner_claimed' else 'invitation_accepted' end,
    jsonb_build_object('role', invitation.role)
  );
  return jsonb_build_object('joined', true, 'role', invitation.role);
end;
$$;

revoke all on function daybook.analytics_accept_invitation(text, text) from public;
grant execute on function daybook.analytics_accept_invitation(text, text) to authenticated;
alter function daybook.analytics_accept_invitation(text, text) set schema public;
