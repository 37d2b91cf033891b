-- What the caller may see of an owner; refuses whoever is no member, with 42501. The first line of every function that limited
-- viewers may call too: it must show no more than this sight, as a dashboard's question sees to by itself. All other functions
-- begin with require_member.
create function daybook.require_sight(p_user_code text) returns daybook.sight
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
  caller_role text := public.analytics_member_role(p_user_code);
  sight daybook.sight;
begin
  if caller_role is null then
    raise exception 'not a member of this owner' using errcode = '42501';
  end if;
  sight.user_code := p_user_code;
  sight.role := caller_role;
  sight.names := true;
  select m.seen_groups, m.seen_shares
  into strict sight.groups, sight.shares
  from public.analytics_members m
  where m.user_code = p_user_code and m.user_id = caller;
  return sight;
end;
$$;

revoke all on function daybook.require_sight(text) from public;
