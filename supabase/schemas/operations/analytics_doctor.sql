-- What `npm run doctor` compares with the migrations: tables, columns, indexes, policies, functions, rights, the nightly
-- job and settings, as the catalog has them, and how large tables are. Only names that Daybook may use; values, never rows.
create function daybook.analytics_doctor() returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  schema_id oid := 'public'::regnamespace;
  jobs jsonb;
  recorded jsonb := jsonb_build_object();
  migrations jsonb;
begin
  if to_regclass('cron.job') is not null then
    execute
      'select coalesce(jsonb_agg(jsonb_build_object(
         ''name'', j.jobname, ''schedule'', j.schedule, ''command'', j.command, ''active'', j.active)), ''[]''::jsonb)
       from cron.job j where j.jobname = ''aggregate-analytics-daily'''
    into jobs;
  end if;
  if to_regclass('daybook.migrations') is not null then
    select jsonb_agg(m.name order by m.name) into migrations from daybook.migrations m;
  end if;
  if migrations is not null and to_regclass('supabase_migrations.schema_migrations') is not null then
    execute
      'select coalesce(jsonb_object_agg(d.name, m.version), ''{}''::jsonb)
       from supabase_migrations.schema_migrations m
       join daybook.migrations d
         on right(''_'' || m.version || ''_'' || m.name || ''.sql'', length(d.name) + 1) = ''_'' || d.name
         or exists (
           select from unnest(m.statements) as s(text)
           where strpos(s.text, format(''insert into daybook.migrations (name) values (%L)'', d.name)) > 0
         )'
    into recorded;
  end if;

  return jsonb_build_object(
    'tables', (
      select coalesce(jsonb_object_agg(n.prefix || c.relname, jsonb_build_object(
        'kind', c.relkind,
        'row_level_security', c.relrowsecurity,
        'partition_of', (select p.inhparent::regclass::text from pg_catalog.pg_inherits p where p.inhrelid = c.oid),
        'columns', (
          select jsonb_object_agg(a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end)
          from pg_catalog.pg_attribute a
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        ),
        'rights', (
          select coalesce(jsonb_agg(r.role || ' ' || w.privilege order by r.role, w.privilege), '[]'::jsonb)
          from unnest(array['anon', 'authenticated', 'service_role']) as r(role)
          cross join unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as w(privilege)
          where pg_catalog.has_table_privilege(r.role, c.oid, w.privilege)
        ),
        'column_rights', (
          select coalesce(jsonb_agg(r.role || ' ' || w.privilege || '(' || quote_ident(a.attname) || ')' order by r.role, w.privilege, a.attnum), '[]'::jsonb)
          from pg_catalog.pg_attribute a
          cross join unnest(array['anon', 'authenticated', 'service_role']) as r(role)
          cross join unnest(array['select', 'insert', 'update', 'references']) as w(privilege)
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            and not pg_catalog.has_table_privilege(r.role, c.oid, w.privilege)
            and pg_catalog.has_column_privilege(r.role, c.oid, a.attnum, w.privilege)
        )
      )), '{}'::jsonb)
      from pg_catalog.pg_class c
      join (values (schema_id, ''), (to_regnamespace('daybook'), 'daybook.')) as n(oid, prefix) on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v')
    ),
    'indexes', (
      select coalesce(jsonb_object_agg(i.relname, jsonb_build_object(
        'table', t.relname, 'valid', x.indisvalid, 'definition', pg_catalog.pg_get_indexdef(i.oid),
        'constraint', (select pg_catalog.pg_get_constraintdef(k.oid) from pg_catalog.pg_constraint k where k.conindid = i.oid and k.contype in ('p', 'u'))
      )), '{}'::jsonb)
      from pg_catalog.pg_index x
      join pg_catalog.pg_class i on i.oid = x.indexrelid
      join pg_catalog.pg_class t on t.oid = x.indrelid
      where t.relnamespace = schema_id
    ),
    'policies', (
      select coalesce(jsonb_object_agg(p.tablename || '.' || p.policyname, jsonb_build_object(
        'command', p.cmd, 'roles', to_jsonb(p.roles), 'using', p.qual, 'check', p.with_check
      )), '{}'::jsonb)
      from pg_catalog.pg_policies p
      where p.schemaname = 'public'
    ),
    'functions', (
      select coalesce(jsonb_object_agg(n.prefix || f.proname || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')', jsonb_build_object(
        'definer', f.prosecdef,
        'kind', f.prokind,
        'settings', to_jsonb(f.proconfig),
        'body', md5(f.prosrc),
        'rights', (
          select coalesce(jsonb_agg(r.role order by r.role), '[]'::jsonb)
          from unnest(array['anon', 'authenticated', 'service_role']) as r(role)
          where pg_catalog.has_function_privilege(r.role, f.oid, 'execute')
        )
      )), '{}'::jsonb)
      from pg_catalog.pg_proc f
      join (values (schema_id, ''), (to_regnamespace('daybook'), 'daybook.')) as n(oid, prefix) on n.oid = f.pronamespace
      where f.prokind in ('f', 'p')
    ),
    'bytes', (
      select coalesce(jsonb_object_agg(c.relname, (
        select coalesce(sum(pg_catalog.pg_total_relation_size(t.relid)), 0) from pg_catalog.pg_partition_tree(c.oid) t
      )), '{}'::jsonb)
      from pg_catalog.pg_class c
      where c.relnamespace = schema_id and c.relkind in ('r', 'p') and not c.relispartition and c.relname like 'analytics\_%'
    ),
    'cron', jsonb_build_object(
      'available', exists (select 1 from pg_catalog.pg_available_extensions e where e.name = 'pg_cron'),
      'installed', jobs is not null,
      'jobs', coalesce(jobs, '[]'::jsonb)
    ),
    'settings', jsonb_build_object(
      'server_version', current_setting('server_version_num')::integer,
      'server_encoding', current_setting('server_encoding'),
      'month', to_char(now() at time zone 'UTC', 'YYYY_MM'),
      'next_month', to_char(date_trunc('month', now() at time zone 'UTC') + interval '1 month', 'YYYY_MM'),
      'service_role_bypasses_rls', (select r.rolbypassrls from pg_catalog.pg_roles r where r.rolname = 'service_role'),
      'may_look_into_daybook', (
        select coalesce(jsonb_agg(r.role order by r.role), '[]'::jsonb)
        from unnest(array['anon', 'authenticated', 'service_role']) as r(role)
        where pg_catalog.has_schema_privilege(r.role, 'daybook', 'usage')
      ),
      'migrations', coalesce(migrations, '[]'::jsonb),
      'recorded', recorded
    )
  );
end;
$$;

revoke all on function daybook.analytics_doctor() from public;
grant execute on function daybook.analytics_doctor() to service_role;
alter function daybook.analytics_doctor() set schema public;
