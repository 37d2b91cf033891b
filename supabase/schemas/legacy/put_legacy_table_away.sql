-- Makes the old table the archive, in place of its copy: everything of it stays but its name and the rights of others, which
-- are noted for analytics_restore_legacy_events.
create function daybook.put_legacy_table_away() returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  grantee text;
begin
  drop table public.analytics_events_archive;
  insert into public.analytics_legacy_archives (name, rows, rights)
  select 'analytics_events', count(*), daybook.legacy_rights() from public.analytics_events;
  -- Taking a table's rights takes those of its columns too.
  for grantee in
    select distinct case g.grantee when 0 then 'public' else quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end
    from pg_catalog.pg_class c
    cross join lateral (
      select x.grantee from aclexplode(c.relacl) as x
      union
      select x.grantee from pg_catalog.pg_attribute a cross join lateral aclexplode(a.attacl) as x where a.attrelid = c.oid
    ) as g
    where c.oid = 'public.analytics_events'::regclass and g.grantee <> c.relowner
  loop
    execute 'revoke all on public.analytics_events from ' || grantee || ' cascade';
  end loop;
  grant select on public.analytics_events to service_role;
  alter table public.analytics_events rename to analytics_events_archive;
end;
$$;

revoke all on function daybook.put_legacy_table_away() from public;
