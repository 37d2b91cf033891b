-- Refuses a caller who is no member, with 42501. The first line of every function a member may call.
create function daybook.require_member(p_user_code text, p_roles text[] default array['owner', 'editor', 'viewer'])
returns text
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller_role text := public.analytics_member_role(p_user_code);
begin
  if caller_role is null or caller_role <> all (p_roles) then
    raise exception 'not a member of this owner' using errcode = '42501';
  end if;
  return caller_role;
end;
$$;

revoke all on function daybook.require_member(text, text[]) from public;
