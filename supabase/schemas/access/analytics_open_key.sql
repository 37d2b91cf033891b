-- Whose a key is and what it may do, as one JSON value { owner, key }; the key must have p_ability, where one is named. For
-- service_role. PT401, 42501: as open_key.
create function daybook.analytics_open_key(p_user_code text, p_key_hash text, p_ability text default null) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  key_name text := daybook.open_key(p_user_code, p_key_hash, p_ability);
begin
  return (
    select jsonb_build_object(
      'owner', jsonb_build_object('user_code', o.user_code, 'name', o.name, 'time_zone', o.time_zone),
      'key', jsonb_build_object('name', key_name, 'abilities', to_jsonb(k.abilities), 'expires_at', k.expires_at)
    )
    from public.analytics_api_keys k
    join public.analytics_owners o on o.user_code = k.user_code
    where k.user_code = p_user_code and k.key_hash = p_key_hash
  );
end;
$$;

revoke all on function daybook.analytics_open_key(text, text, text) from public;
grant execute on function daybook.analytics_open_key(text, text, text) to service_role;
alter function daybook.analytics_open_key(text, text, text) set schema public;
