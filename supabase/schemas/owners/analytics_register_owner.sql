-- Registers an owner that a host product knows, or brings it up to date: for triggers on the host's tables, and for one
-- `insert … select` over all of them. The code is stored trimmed and in lower case; an empty name is the code; no time zone
-- is UTC; a changed one holds from the owner's next day on. p_member: the Supabase user who may see it, as its owner. For
-- service_role. Idempotent. Returns the code as stored. 22023: the code, name or time zone is not valid;
-- 23505: rows of a former owner are left under the code.
create function daybook.analytics_register_owner(
  p_user_code text,
  p_name text default null,
  p_time_zone text default null,
  p_member uuid default null
)
returns text
language plpgsql security definer
set search_path = ''
as $$
declare
  code text := lower(btrim(p_user_code));
  shown_name text := coalesce(nullif(left(btrim(p_name), 120), ''), code);
  zone text := coalesce(nullif(btrim(p_time_zone), ''), 'UTC');
begin
  perform daybook.require_free_code(code);
  begin
    insert into public.analytics_owners (user_code, name, time_zone)
    values (code, shown_name, zone)
    on conflict (user_code) do nothing;
  exception when check_violation or not_null_violation or foreign_key_violation then
    raise exception 'the owner code %, its name or its time zone % is not valid', coalesce(p_user_code, '(none)'), zone
      using errcode = '22023';
  end;

  if found then
    insert into public.analytics_owner_time_zones (user_code, valid_from, time_zone)
    values (code, '-infinity', zone);
    perform daybook.note_operation(code, 'owner_added', jsonb_build_object('name', shown_name));
  else
    update public.analytics_owners o
    set name = shown_name
    where o.user_code = code and o.name <> shown_name and p_name is not null;
    if p_time_zone is not null
      and exists (select 1 from public.analytics_owners o where o.user_code = code and o.time_zone <> zone)
    then
      perform daybook.switch_time_zone(code, zone);
    end if;
  end if;

  if p_member is not null then
    insert into public.analytics_members (user_code, user_id, role)
    values (code, p_member, 'owner')
    on conflict (user_code, user_id) do nothing;
    if found then
      perform daybook.note_operation(code, 'member_added', jsonb_build_object('member', p_member, 'role', 'owner'));
    end if;
  end if;
  return code;
end;
$$;

revoke all on function daybook.analytics_register_owner(text, text, text, uuid) from public;
grant execute on function daybook.analytics_register_owner(text, text, text, uuid) to service_role;
alter function daybook.analytics_register_owner(text, text, text, uuid) set schema public;
