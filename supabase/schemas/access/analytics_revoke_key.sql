-- Ends a key at once: the next call that brings it is refused. For owners. Safe to repeat: a key is revoked, and noted, once.
-- PT404: the owner has no such key.
create function daybook.analytics_revoke_key(p_user_code text, p_key_hash text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  moment timestamptz := clock_timestamp();
  key_name text;
  ended_at timestamptz;
begin
  perform daybook.require_member(p_user_code, array['owner']);
  select k.name, k.revoked_at
  into key_name, ended_at
  from public.analytics_api_keys k
  where k.user_code = p_user_code and k.key_hash = p_key_hash
  for update;
  if not found then
    raise exception 'no such key' using errcode = 'PT404';
  end if;
  if ended_at is null then
    update public.analytics_api_keys k
    set revoked_at = moment
    where k.user_code = p_user_code and k.key_hash = p_key_hash;
    perform daybook.note_act(p_user_code, 'key_revoked', jsonb_build_object('name', key_name));
  end if;
end;
$$;

revoke all on function daybook.analytics_revoke_key(text, text) from public;
grant execute on function daybook.analytics_revoke_key(text, text) to authenticated;
alter function daybook.analytics_revoke_key(text, text) set schema public;
