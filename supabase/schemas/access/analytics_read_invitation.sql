-- What the page of an invitation shows before anybody signs in: { user_code, name, role, limited, email, invited_by, is_claim,
-- expires_at }; null when it is not open. Spends nothing. For service_role, which has checked nothing: the token is the key.
create function daybook.analytics_read_invitation(p_user_code text, p_token text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'user_code', o.user_code, 'name', o.name, 'role', i.role, 'limited', i.seen_groups is not null, 'email', i.email,
      'invited_by', (select e.email from daybook.user_emails(array[i.invited_by]) as e),
      'is_claim', i.invited_by is null, 'expires_at', i.expires_at
    )
    from daybook.open_invitation(p_user_code, p_token) as i
    join public.analytics_owners o on o.user_code = i.user_code
  );
end;
$$;

revoke all on function daybook.analytics_read_invitation(text, text) from public;
grant execute on function daybook.analytics_read_invitation(text, text) to service_role;
alter function daybook.analytics_read_invitation(text, text) set schema public;
