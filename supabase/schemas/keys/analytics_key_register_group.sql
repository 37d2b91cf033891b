-- Registers a group of a key's owner as analytics_register_group does, for keys that may manage shares, and returns it. Idempotent;
-- what changes something is noted with the key's name. For service_role. PT401, 42501: as open_key; 22023: the code or name is not
-- valid.
create function daybook.analytics_key_register_group(
  p_user_code text,
  p_key_hash text,
  p_group_code text,
  p_name text default null
)
returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  key_name text := daybook.open_key(p_user_code, p_key_hash, 'shares');
  before public.analytics_groups;
  kept public.analytics_groups;
  code text;
begin
  select * into before from public.analytics_groups g where g.user_code = p_user_code and g.group_code = btrim(p_group_code);
  code := public.analytics_register_group(p_user_code, p_group_code, p_name);
  select * into kept from public.analytics_groups g where g.user_code = p_user_code and g.group_code = code;
  if kept is distinct from before then
    perform daybook.note_act(p_user_code, 'group_registered', jsonb_build_object('group', code, 'key', key_name));
  end if;
  return jsonb_build_object(
    'group_code', kept.group_code, 'name', kept.name, 'created_at', kept.created_at, 'archived', kept.archived_at is not null
  );
end;
$$;

revoke all on function daybook.analytics_key_register_group(text, text, text, text) from public;
grant execute on function daybook.analytics_key_register_group(text, text, text, text) to service_role;
alter function daybook.analytics_key_register_group(text, text, text, text) set schema public;
