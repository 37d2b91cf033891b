-- The statements that give the old table the rights it has now, of the whole table and of columns, in their order.
create function daybook.legacy_rights() returns text[]
language plpgsql stable
set search_path = ''
as $$
begin
  return array(
    select format(
      'grant %s%s on public.analytics_events to %s%s', g.privilege_type, ' (' || quote_ident(r.of_column) || ')',
      case g.grantee when 0 then 'public' else quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end,
      case when g.is_grantable then ' with grant option' else '' end
    )
    from (
      select null::name as of_column, c.relacl as rights, 0::smallint as place
      from pg_catalog.pg_class c
      where c.oid = 'public.analytics_events'::regclass
      union all
      select a.attname, a.attacl, a.attnum
      from pg_catalog.pg_attribute a
      where a.attrelid = 'public.analytics_events'::regclass and a.attnum > 0 and not a.attisdropped
    ) as r
    cross join lateral aclexplode(r.rights) with ordinality as g(grantor, grantee, privilege_type, is_grantable, rank)
    order by r.place, g.rank
  );
end;
$$;

revoke all on function daybook.legacy_rights() from public;
