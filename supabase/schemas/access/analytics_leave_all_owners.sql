-- Takes the caller out of every card, as before an account is deleted: all of them or, while the caller is the last owner of one,
-- none. Returns { last_owner_of: [{ user_code, name }], is_hosts }; what has_host_users says. Safe to repeat.
create function daybook.analytics_leave_all_owners() returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
  own record;
  held jsonb := '[]'::jsonb;
begin
  if caller is null then
    raise exception 'sign in first' using errcode = '42501';
  end if;
  for own in
    select m.user_code, o.name
    from public.analytics_members m
    join public.analytics_owners o on o.user_code = m.user_code
    where m.user_id = caller
    order by m.user_code
  loop
    begin
      perform daybook.require_other_owner(own.user_code, caller);
    exception when sqlstate '23001' then
      held := held || jsonb_build_object('user_code', own.user_code, 'name', own.name);
    end;
  end loop;
  if held = '[]' then
    for own in
      delete from public.analytics_members m
      where m.user_id = caller
      returning m.user_code, m.role
    loop
      perform daybook.note_act(own.user_code, 'member_left', jsonb_build_object(
        'role', own.role, 'email', (select e.email from daybook.user_emails(array[caller]) as e)
      ));
    end loop;
  end if;
  return jsonb_build_object('last_owner_of', held, 'is_hosts', daybook.has_host_users());
end;
$$;

revoke all on function daybook.analytics_leave_all_owners() from public;
grant execute on function daybook.analytics_leave_all_owners() to authenticated;
alter function daybook.analytics_leave_all_owners() set schema public;
