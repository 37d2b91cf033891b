-- Registers a share link of a host product, or gives it its present contact and group; visits from now on belong to them. For
-- service_role. Idempotent. Returns the share code. 23503: no such owner or group; 22023: the code or contact is not valid.
create function daybook.analytics_register_share(
  p_user_code text,
  p_share_code text,
  p_contact text default null,
  p_group_code text default null
)
returns text
language plpgsql security definer
set search_path = ''
as $$
declare
  code text := btrim(p_share_code);
begin
  insert into public.analytics_shares as s (user_code, share_code, contact, group_code)
  values (
    lower(btrim(p_user_code)), code, coalesce(left(btrim(p_contact), 120), ''), nullif(btrim(p_group_code), '')
  )
  on conflict (user_code, share_code) do update
  set contact = excluded.contact, group_code = excluded.group_code
  where (s.contact, s.group_code) is distinct from (excluded.contact, excluded.group_code);
  return code;
exception when check_violation or not_null_violation then
  raise exception 'the share code % or its contact is not valid', coalesce(p_share_code, '(none)') using errcode = '22023';
end;
$$;

revoke all on function daybook.analytics_register_share(text, text, text, text) from public;
grant execute on function daybook.analytics_register_share(text, text, text, text) to service_role;
alter function daybook.analytics_register_share(text, text, text, text) set schema public;
