-- Makes a key and returns it: `daybook_<user_code>_<token>`, which is not kept and cannot be read again. For owners. Two calls make
-- two keys. 22023: the name, the abilities or the time of expiry is not valid, or there are 100 keys in force. Keys that were
-- revoked or expired more than 400 days ago are forgotten meanwhile, as the accounting of that time is.
create function daybook.analytics_create_key(
  p_user_code text,
  p_name text,
  p_abilities text[],
  p_expires_at timestamptz default null
)
returns text
language plpgsql security definer
set search_path = ''
as $$
declare
  caller uuid;
  moment timestamptz := clock_timestamp();
  token text;
  shown_name text := btrim(p_name);
  wanted text[] := array(select distinct g.ability from unnest(p_abilities) as g(ability) order by g.ability);
begin
  perform daybook.require_member(p_user_code, array['owner']);
  caller := daybook.caller();
  token := daybook.new_token();
  if p_expires_at <= moment then
    raise exception 'the key would have expired already' using errcode = '22023';
  end if;
  delete from public.analytics_api_keys k
  where k.user_code = p_user_code and least(k.revoked_at, k.expires_at) < moment - interval '400 days';
  if (
    select count(*)
    from public.analytics_api_keys k
    where k.user_code = p_user_code and k.revoked_at is null and (k.expires_at is null or k.expires_at > moment)
  ) >= 100 then
    raise exception 'there are 100 keys already: revoke one first' using errcode = '22023';
  end if;
  insert into public.analytics_api_keys (user_code, key_hash, name, abilities, created_by, created_at, expires_at)
  values (p_user_code, daybook.token_hash('key', token), shown_name, wanted, caller, moment, p_expires_at);
  perform daybook.note_act(
    p_user_code, 'key_created',
    jsonb_build_object('name', shown_name, 'abilities', to_jsonb(wanted), 'expires_at', p_expires_at)
  );
  return 'daybook_' || p_user_code || '_' || token;
exception when check_violation or not_null_violation then
  raise exception 'the name or the abilities of the key are not valid' using errcode = '22023';
end;
$$;

revoke all on function daybook.analytics_create_key(text, text, text[], timestamptz) from public;
grant execute on function daybook.analytics_create_key(text, text, text[], timestamptz) to authenticated;
alter function daybook.analytics_create_key(text, text, text[], timestamptz) set schema public;
