-- What the app must know before it shows anything by a link: { password_hash, frame_origins, from, to }. Null where no link is open
-- under this hash: unknown, revoked and expired ones are alike. For service_role.
create function daybook.analytics_find_link(p_user_code text, p_token_hash text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'password_hash', l.password_hash, 'frame_origins', to_jsonb(l.frame_origins), 'from', l.from_date, 'to', l.to_date
    )
    from public.analytics_links l
    where l.user_code = p_user_code and l.token_hash = p_token_hash
      and l.revoked_at is null and coalesce(l.expires_at > now(), true)
  );
end;
$$;

revoke all on function daybook.analytics_find_link(text, text) from public;
grant execute on function daybook.analytics_find_link(text, text) to service_role;
alter function daybook.analytics_find_link(text, text) set schema public;
