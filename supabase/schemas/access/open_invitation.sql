-- The open invitation or claim that a token belongs to; no row: it was used or withdrawn, has expired, or never was.
create function daybook.open_invitation(p_user_code text, p_token text) returns setof public.analytics_invitations
language plpgsql stable
set search_path = ''
as $$
declare
  hashes text[] := array[daybook.token_hash('invitation', p_token), daybook.token_hash('claim', p_token)];
begin
  return query
  select i.*
  from public.analytics_invitations i
  where i.user_code = p_user_code and i.token_hash = any (hashes) and i.expires_at > now();
end;
$$;

revoke all on function daybook.open_invitation(text, text) from public;
