-- Every key of an owner, newest first, those in force before those that were revoked or have expired: { keys, now }. For owners.
-- The hash tells keys apart and opens nothing.
create function daybook.analytics_owner_keys(p_user_code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner']);
  return jsonb_build_object(
    'keys', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'key_hash', k.key_hash, 'name', k.name, 'abilities', to_jsonb(k.abilities), 'created_at', k.created_at,
          'last_used_at', k.last_used_at, 'expires_at', k.expires_at, 'revoked_at', k.revoked_at,
          'in_force', k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
        )
        order by k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) desc, k.created_at desc, k.key_hash
      ), '[]'::jsonb)
      from public.analytics_api_keys k
      where k.user_code = p_user_code
    ),
    'now', now()
  );
end;
$$;

revoke all on function daybook.analytics_owner_keys(text) from public;
grant execute on function daybook.analytics_owner_keys(text) to authenticated;
alter function daybook.analytics_owner_keys(text) set schema public;
