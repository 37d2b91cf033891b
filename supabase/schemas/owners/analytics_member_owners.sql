-- The owners that the caller may see, by name, or one of them: [{ user_code, name, time_zone, role, limited }]. `limited`: a viewer of
-- some groups or shares only. Whoever belongs to none gets an empty list.
create function daybook.analytics_member_owners(p_user_code text default null) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'user_code', o.user_code, 'name', o.name, 'time_zone', o.time_zone, 'role', m.role,
        'limited', m.seen_groups is not null
      ) order by lower(o.name), o.user_code
    ), '[]'::jsonb)
    from public.analytics_members m
    join public.analytics_owners o on o.user_code = m.user_code
    where m.user_id = caller
      and (p_user_code is null or m.user_code = p_user_code)
  );
end;
$$;

revoke all on function daybook.analytics_member_owners(text) from public;
grant execute on function daybook.analytics_member_owners(text) to authenticated;
alter function daybook.analytics_member_owners(text) set schema public;
