-- A page of the 'shares' or 'groups' of a key's owner, archived ones too, in the order of their codes: { owner, rows, next }, for
-- keys that may read. p_after: the `next` of the page before, null for the first; `next` is null after the last. For service_role.
-- PT401, 42501: as open_key; 22023: there is no such list.
create function daybook.analytics_key_codes(
  p_user_code text,
  p_key_hash text,
  p_list text,
  p_after text default null,
  p_rows integer default 100
)
returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  page_rows integer := least(greatest(p_rows, 1), 10000);
  page jsonb;
begin
  perform daybook.open_key(p_user_code, p_key_hash, 'read');
  case p_list
  when 'shares' then
    select jsonb_agg(
      jsonb_build_object(
        'code', s.share_code, 'share_code', s.share_code, 'contact', s.contact, 'group_code', coalesce(s.group_code, ''),
        'created_at', s.created_at, 'archived', s.archived_at is not null
      ) order by s.share_code collate "C"
    )
    into page
    from (
      select *
      from public.analytics_shares a
      where a.user_code = p_user_code and (p_after is null or a.share_code collate "C" > p_after)
      order by a.share_code collate "C"
      limit page_rows + 1
    ) as s;
  when 'groups' then
    select jsonb_agg(
      jsonb_build_object(
        'code', g.group_code, 'group_code', g.group_code, 'name', g.name, 'created_at', g.created_at,
        'archived', g.archived_at is not null
      ) order by g.group_code collate "C"
    )
    into page
    from (
      select *
      from public.analytics_groups a
      where a.user_code = p_user_code and (p_after is null or a.group_code collate "C" > p_after)
      order by a.group_code collate "C"
      limit page_rows + 1
    ) as g;
  else
    raise exception 'there is no such list' using errcode = '22023';
  end case;

  return (
    select jsonb_build_object(
      'owner', jsonb_build_object('user_code', o.user_code, 'name', o.name, 'time_zone', o.time_zone),
      'rows', (
        select coalesce(jsonb_agg(r.value - 'code' order by r.place) filter (where r.place <= page_rows), '[]'::jsonb)
        from jsonb_array_elements(coalesce(page, '[]'::jsonb)) with ordinality as r(value, place)
      ),
      'next', case when jsonb_array_length(page) > page_rows then page -> (page_rows - 1) ->> 'code' end
    )
    from public.analytics_owners o
    where o.user_code = p_user_code
  );
end;
$$;

revoke all on function daybook.analytics_key_codes(text, text, text, text, integer) from public;
grant execute on function daybook.analytics_key_codes(text, text, text, text, integer) to service_role;
alter function daybook.analytics_key_codes(text, text, text, text, integer) set schema public;
