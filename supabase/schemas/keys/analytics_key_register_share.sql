-- Registers a share of a key's owner as analytics_register_share does, for keys that may manage shares, and returns it. Idempotent;
-- what changes something is noted with the key's name. For service_role. PT401, 42501: as open_key; 23503: no such group; 22023: the
-- code or contact is not valid.
create function daybook.analytics_key_register_share(
  p_user_code text,
  p_key_hash text,
  p_share_code text,
  p_contact text default null,
  p_group_code text default null
)
returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  key_name text := daybook.open_key(p_user_code, p_key_hash, 'shares');
  before public.analytics_shares;
  share public.analytics_shares;
  code text;
begin
  select * into before from public.analytics_shares s where s.user_code = p_user_code and s.share_code = btrim(p_share_code);
  code := public.analytics_register_share(p_user_code, p_share_code, p_contact, p_group_code);
  select * into share from public.analytics_shares s where s.user_code = p_user_code and s.share_code = code;
  if share is distinct from before then
    perform daybook.note_act(p_user_code, 'share_registered', jsonb_build_object('share', code, 'key', key_name));
  end if;
  return jsonb_build_object(
    'share_code', share.share_code, 'contact', share.contact, 'group_code', coalesce(share.group_code, ''),
    'created_at', share.created_at, 'archived', share.archived_at is not null
  );
end;
$$;

revoke all on function daybook.analytics_key_register_share(text, text, text, text, text) from public;
grant execute on function daybook.analytics_key_register_share(text, text, text, text, text) to service_role;
alter function daybook.analytics_key_register_share(text, text, text, text, text) set schema public;
