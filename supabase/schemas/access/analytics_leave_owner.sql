-- Takes the caller out of an owner's members, at once. 42501: no member; 23001: the last owner, who hands it over or deletes it.
create function daybook.analytics_leave_owner(p_user_code text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  sight daybook.sight;
  caller uuid;
begin
  sight := daybook.require_sight(p_user_code);
  caller := daybook.caller();
  perform daybook.require_other_owner(p_user_code, caller);
  delete from public.analytics_members m where m.user_code = p_user_code and m.user_id = caller;
  perform daybook.note_act(p_user_code, 'member_left', jsonb_build_object(
    'member', caller, 'email', (select e.email from daybook.user_emails(array[caller]) as e), 'role', sight.role
  ));
end;
$$;

revoke all on function daybook.analytics_leave_owner(text) from public;
grant execute on function daybook.analytics_leave_owner(text) to authenticated;
alter function daybook.analytics_leave_owner(text) set schema public;
