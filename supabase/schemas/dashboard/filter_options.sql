-- What the filters can offer, visited in a period or not: { groups: [{ group_code, name }], contacts: [{ share_code,
-- contact, group_code }] }, without archived ones.
create function daybook.filter_options(p_user_code text) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'groups', (
      select coalesce(jsonb_agg(jsonb_build_object('group_code', g.group_code, 'name', g.name) order by g.name), '[]'::jsonb)
      from public.analytics_groups g
      where g.user_code = p_user_code and g.archived_at is null
    ),
    'contacts', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'share_code', s.share_code, 'contact', s.contact, 'group_code', coalesce(s.group_code, '')
        ) order by s.contact, s.share_code
      ), '[]'::jsonb)
      from public.analytics_shares s
      where s.user_code = p_user_code and s.archived_at is null
    )
  );
end;
$$;

revoke all on function daybook.filter_options(text) from public;
