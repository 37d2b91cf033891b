-- Invites somebody to become a member, by a link that can be used once: { token, expires_at, name }. The token is shown here only. p_email: only
-- who signs in with this address may use it; null: whoever has the link. p_groups and p_shares: what a viewer is limited to; null for
-- both: everything. For owners. 22023: what was given is not valid, or 100 invitations are open already.
create function daybook.analytics_invite_member(
  p_user_code text,
  p_role text,
  p_email text default null,
  p_groups text[] default null,
  p_shares text[] default null,
  p_days integer default 7
)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  caller uuid;
  token text;
  address text := nullif(lower(btrim(p_email)), '');
  expiry timestamptz;
begin
  perform daybook.require_member(p_user_code, array['owner']);
  caller := daybook.caller();
  perform daybook.require_scopes(p_user_code, p_role, p_groups, p_shares);
  if p_days is null or p_days not between 1 and 90 then
    raise exception 'an invitation is open for 1 to 90 days' using errcode = '22023';
  end if;
  token := daybook.new_token();
  expiry := now() + make_interval(days => p_days);
  perform 1 from public.analytics_owners o where o.user_code = p_user_code for update;
  delete from public.analytics_invitations i where i.user_code = p_user_code and i.expires_at <= now();
  if (select count(*) from public.analytics_invitations i where i.user_code = p_user_code) >= 100 then
    raise exception 'at most 100 invitations can be open' using errcode = '22023';
  end if;
  begin
    insert into public.analytics_invitations (
      user_code, token_hash, role, seen_groups, seen_shares, email, invited_by, expires_at
    )
    values (
      p_user_code, daybook.token_hash('invitation', token), p_role, p_groups, p_shares, address, caller, expiry
    );
  exception when check_violation then
    raise exception 'this is no e-mail address' using errcode = '22023';
  end;
  perform daybook.note_act(p_user_code, 'member_invited', jsonb_build_object(
    'role', p_role, 'email', address, 'groups', to_jsonb(p_groups[1:10]), 'shares', to_jsonb(p_shares[1:10])
  ));
  return jsonb_build_object(
    'token', token, 'expires_at', expiry,
    'name', (select o.name from public.analytics_owners o where o.user_code = p_user_code)
  );
end;
$$;

revoke all on function daybook.analytics_invite_member(text, text, text, text[], text[], integer) from public;
grant execute on function daybook.analytics_invite_member(text, text, text, text[], text[], integer) to authenticated;
alter function daybook.analytics_invite_member(text, text, text, text[], text[], integer) set schema public;
