-- What the filters can offer within a sight, visited in a period or not: { whole, names, from, to, groups: [{ group_code, name }],
-- contacts: [{ share_code, contact, group_code }], segments: [] }, without archived ones; segments are for members. `whole`: no filter at all can be chosen, too. Without
-- `names` there is no contact. `from` and `to`: the days that can be chosen; null for both: all.
create function daybook.filter_options(p_sight daybook.sight) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  is_whole boolean := p_sight.groups is null and p_sight.shares is null;
begin
  return jsonb_build_object(
    'whole', is_whole,
    'names', p_sight.names,
    'from', p_sight.from_date,
    'to', p_sight.to_date,
    'segments', '[]'::jsonb,
    'groups', (
      select coalesce(jsonb_agg(jsonb_build_object('group_code', g.group_code, 'name', g.name) order by g.name), '[]'::jsonb)
      from public.analytics_groups g
      where g.user_code = p_sight.user_code and g.archived_at is null
        and (is_whole or g.group_code = any (p_sight.groups))
    ),
    'contacts', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'share_code', s.share_code,
          'contact', s.contact,
          'group_code', case when is_whole or s.group_code = any (p_sight.groups) then coalesce(s.group_code, '') else '' end
        ) order by s.contact, s.share_code
      ), '[]'::jsonb)
      from public.analytics_shares s
      where p_sight.names and s.user_code = p_sight.user_code and s.archived_at is null
        and (is_whole or s.share_code = any (p_sight.shares) or s.group_code = any (p_sight.groups))
    )
  );
end;
$$;

revoke all on function daybook.filter_options(daybook.sight) from public;
