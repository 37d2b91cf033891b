-- An owner's segments for a member of it, by name: [{ name, filters }]. Whoever sees a part of the owner gets those that name no
-- group and no contact.
create function daybook.seen_segments(p_sight daybook.sight) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('name', s.name, 'filters', s.filters) order by s.name), '[]'::jsonb)
    from public.analytics_segments s
    where s.user_code = p_sight.user_code
      and (
        p_sight.groups is null and p_sight.shares is null
        or not jsonb_path_exists(s.filters, '$[*][1] ? (@ == "group" || @ == "contact")')
      )
  );
end;
$$;

revoke all on function daybook.seen_segments(daybook.sight) from public;
