-- Refuses whoever brings no key of the owner that is in force (PT401), or one without this ability (42501; null: any will do), and
-- notes that it was used, at most once a minute. Returns the key's name. The first line of every function that is asked with a key.
create function daybook.open_key(p_user_code text, p_key_hash text, p_ability text) returns text
language plpgsql
set search_path = ''
as $$
declare
  moment timestamptz := now();
  key_name text;
  key_abilities text[];
  used_at timestamptz;
begin
  select k.name, k.abilities, k.last_used_at
  into key_name, key_abilities, used_at
  from public.analytics_api_keys k
  where k.user_code = p_user_code
    and k.key_hash = p_key_hash
    and k.revoked_at is null
    and (k.expires_at is null or k.expires_at > moment);
  if not found then
    raise exception 'no such key is in force' using errcode = 'PT401';
  end if;
  if p_ability <> all (key_abilities) then
    raise exception 'this key has not the ability %', p_ability using errcode = '42501';
  end if;

  if used_at is null or used_at < moment - interval '1 minute' then
    -- Whoever else notes the same at this moment is not waited for.
    perform 1
    from public.analytics_api_keys k
    where k.user_code = p_user_code and k.key_hash = p_key_hash
    for no key update skip locked;
    if found then
      update public.analytics_api_keys k
      set last_used_at = moment
      where k.user_code = p_user_code and k.key_hash = p_key_hash;
    end if;
  end if;
  return key_name;
end;
$$;

revoke all on function daybook.open_key(text, text, text) from public;
