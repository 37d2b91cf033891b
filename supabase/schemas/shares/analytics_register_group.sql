-- Registers a group of a host product, or gives it its present name. For service_role. Idempotent. Returns the group code.
-- 23503: no such owner; 22023: the code or name is not valid.
create function daybook.analytics_register_group(p_user_code text, p_group_code text, p_name text default null) returns text
language plpgsql security definer
set search_path = ''
as $$
declare
  code text := btrim(p_group_code);
  shown_name text := coalesce(nullif(left(btrim(p_name), 120), ''), code);
begin
  insert into public.analytics_groups as g (user_code, group_code, name)
  values (lower(btrim(p_user_code)), code, shown_name)
  on conflict (user_code, group_code) do update
  set name = excluded.name
  where g.name <> excluded.name;
  return code;
exception when check_violation or not_null_violation then
  raise exception 'the group code % or its name is not valid', coalesce(p_group_code, '(none)') using errcode = '22023';
end;
$$;

revoke all on function daybook.analytics_register_group(text, text, text) from public;
grant execute on function daybook.analytics_register_group(text, text, text) to service_role;
alter function daybook.analytics_register_group(text, text, text) set schema public;
