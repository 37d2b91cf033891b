-- Makes an owner with the caller as its first member. 23505: the code is taken, or rows of a former owner
-- are left under it; 22023: the input is not valid.
create function daybook.analytics_create_owner(p_user_code text, p_name text, p_time_zone text default 'UTC') returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
begin
  if caller is null then
    raise exception 'sign in first' using errcode = '42501';
  end if;
  if (select count(*) from public.analytics_members m where m.user_id = caller and m.role = 'owner') >= 500 then
    raise exception 'one account can have at most 500 owners' using errcode = '22023';
  end if;
  perform daybook.require_free_code(p_user_code);
  begin
    insert into public.analytics_owners (user_code, name, time_zone)
    values (p_user_code, btrim(p_name), p_time_zone);
  exception when check_violation or not_null_violation or foreign_key_violation then
    raise exception 'the owner code, name or time zone is not valid' using errcode = '22023';
  end;
  insert into public.analytics_owner_time_zones (user_code, valid_from, time_zone)
  values (p_user_code, '-infinity', p_time_zone);
  insert into public.analytics_members (user_code, user_id, role)
  values (p_user_code, caller, 'owner');
  perform daybook.note_act(p_user_code, 'owner_created', jsonb_build_object('name', btrim(p_name)));
  return jsonb_build_object('user_code', p_user_code);
end;
$$;

revoke all on function daybook.analytics_create_owner(text, text, text) from public;
grant execute on function daybook.analytics_create_owner(text, text, text) to authenticated;
alter function daybook.analytics_create_owner(text, text, text) set schema public;
