-- Refuses a caller who is no member, or a viewer of some groups or shares only, with 42501. The first line of every function that a
-- member may call, but for those that begin with require_sight.
create function daybook.require_member(p_user_code text, p_roles text[] default array['owner', 'editor', 'viewer'])
returns text
language plpgsql stable security definer
set search_path = ''
as $$
declare
  sight daybook.sight;
begin
  sight := daybook.require_sight(p_user_code);
  if sight.role <> all (p_roles) or sight.groups is not null or sight.shares is not null then
    raise exception 'not a member of this owner who may do this' using errcode = '42501';
  end if;
  return sight.role;
end;
$$;

revoke all on function daybook.require_member(text, text[]) from public;
