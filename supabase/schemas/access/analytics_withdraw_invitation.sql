-- Withdraws an open invitation: its link opens nothing any more. For owners. PT404: it is not open.
create function daybook.analytics_withdraw_invitation(p_user_code text, p_token_hash text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  withdrawn public.analytics_invitations;
begin
  perform daybook.require_member(p_user_code, array['owner']);
  delete from public.analytics_invitations i
  where i.user_code = p_user_code and i.token_hash = p_token_hash
  returning i.* into withdrawn;
  if not found then
    raise exception 'no such invitation' using errcode = 'PT404';
  end if;
  perform daybook.note_act(p_user_code, 'invitation_withdrawn', jsonb_build_object(
    'role', withdrawn.role, 'email', withdrawn.email
  ));
end;
$$;

revoke all on function daybook.analytics_withdraw_invitation(text, text) from public;
grant execute on function daybook.analytics_withdraw_invitation(text, text) to authenticated;
alter function daybook.analytics_withdraw_invitation(text, text) set schema public;
