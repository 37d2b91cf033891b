-- The caller's role with an owner, null for strangers. Definer, so that policies may ask without recursion.
create function daybook.analytics_member_role(p_user_code text) returns text
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
begin
  return (
    select m.role
    from public.analytics_members m
    where m.user_code = p_user_code
      and m.user_id = caller
  );
end;
$$;

revoke all on function daybook.analytics_member_role(text) from public;
grant execute on function daybook.analytics_member_role(text) to authenticated;
alter function daybook.analytics_member_role(text) set schema public;
