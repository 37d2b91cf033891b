-- The statements that give the archive, once it is analytics_events again, the rights and index names of the present one.
create function daybook.legacy_rights() returns text[]
language plpgsql stable
set search_path = ''
as $$
begin
  return array(
    select format('alter table public.analytics_events %s row level security', case when c.relrowsecurity then 'enable' else 'disable' end)
    from pg_catalog.pg_class c
    where c.oid = 'public.analytics_events'::regclass
  ) || 'revoke all on public.analytics_events from anon, authenticated, service_role'::text || array(
    select format(
      'grant %s on public.analytics_events to %s', g.privilege_type,
      case g.grantee when 0 then 'public' else quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end
    )
    from pg_catalog.pg_class c
    cross join lateral aclexplode(c.relacl) as g
    where c.oid = 'public.analytics_events'::regclass
    order by 1
  ) || array(
    select format(
      'create policy %I on public.analytics_events as %s for %s to %s%s%s', p.policyname, p.permissive, p.cmd,
      (select string_agg(case r.name when 'public' then 'public' else quote_ident(r.name) end, ', ') from unnest(p.roles) as r(name)),
      ' using (' || p.qual || ')', ' with check (' || p.with_check || ')'
    )
    from pg_catalog.pg_policies p
    where p.schemaname = 'public' and p.tablename = 'analytics_events'
    order by p.policyname
  ) || array(
    select distinct on (a.indexrelid) format('alter index public.%I rename to %I', i.relname, n.relname)
    from pg_catalog.pg_index o
    join pg_catalog.pg_class n on n.oid = o.indexrelid
    join pg_catalog.pg_index a
      on a.indrelid = to_regclass('public.analytics_events_archive')
      and regexp_replace(pg_catalog.pg_get_indexdef(a.indexrelid), 'INDEX .* USING', '')
        = regexp_replace(pg_catalog.pg_get_indexdef(o.indexrelid), 'INDEX .* USING', '')
    join pg_catalog.pg_class i on i.oid = a.indexrelid
    where o.indrelid = 'public.analytics_events'::regclass
    order by a.indexrelid, o.indexrelid
  );
end;
$$;

revoke all on function daybook.legacy_rights() from public;
