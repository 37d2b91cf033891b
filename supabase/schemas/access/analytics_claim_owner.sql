-- Makes a link by which whoever opens it and signs in becomes the owner of a card that has no member: { user_code, token, expires_at }. A
-- former claim of it opens nothing any more. p_email: only who signs in with this address. For service_role. PT404: no such owner;
-- 22023: it has members, or what was given is not valid.
create function daybook.analytics_claim_owner(p_user_code text, p_days integer default 30, p_email text default null)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  token text := daybook.new_token();
  address text := nullif(lower(btrim(p_email)), '');
  expiry timestamptz;
begin
  perform 1 from public.analytics_owners o where o.user_code = p_user_code for update;
  if not found then
    raise exception 'there is no owner %', p_user_code using errcode = 'PT404';
  end if;
  if daybook.has_members(p_user_code) then
    raise exception '% has members: they can invite others', p_user_code using errcode = '22023';
  end if;
  if p_days is null or p_days not between 1 and 366 then
    raise exception 'a claim is open for 1 to 366 days' using errcode = '22023';
  end if;
  expiry := now() + make_interval(days => p_days);
  delete from public.analytics_invitations i where i.user_code = p_user_code and i.invited_by is null;
  begin
    insert into public.analytics_invitations (user_code, token_hash, role, email, expires_at)
    values (p_user_code, daybook.token_hash('claim', token), 'owner', address, expiry);
  exception when check_violation then
    raise exception 'this is no e-mail address' using errcode = '22023';
  end;
  perform daybook.note_act(p_user_code, 'claim_made', jsonb_build_object('email', address));
  return jsonb_build_object('user_code', p_user_code, 'token', token, 'expires_at', expiry);
end;
$$;

revoke all on function daybook.analytics_claim_owner(text, integer, text) from public;
grant execute on function daybook.analytics_claim_owner(text, integer, text) to service_role;
alter function daybook.analytics_claim_owner(text, integer, text) set schema public;
