/**
 * Everything that Daybook may have made in a database, a line each: relations, columns with their defaults, constraints, indexes,
 * views, policies, whole functions with their settings, types and rights. Without comments and the order of a table's columns.
 */
const EVERYTHING = `
  with spaces as (
    select n.oid, n.nspname::text as space from pg_namespace n where n.nspname in ('public', 'daybook')
  ),
  relations as (
    select c.*, s.space || '.' || c.relname as title from pg_class c join spaces s on s.oid = c.relnamespace
  )
  select 'relation ' || r.title || ' ' || r.relkind::text || ' ' || r.relrowsecurity || coalesce(' ' || r.reloptions::text, '') as line
  from relations r
  union all
  select 'right ' || r.title || ' ' || a.grantee::regrole || ' ' || a.privilege_type
  from relations r cross join lateral aclexplode(coalesce(r.relacl, acldefault('r', r.relowner))) as a
  union all
  select 'column ' || r.title || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' '
    || a.attgenerated::text || a.attidentity::text || coalesce(' ' || pg_get_expr(d.adbin, d.adrelid), '') || coalesce(' ' || a.attacl::text, '')
    || case when r.relkind = 'c' then ' ' || a.attnum else '' end
  from relations r
  join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum
  where r.relkind in ('r', 'p', 'v', 'c')
  union all
  select 'constraint ' || k.conrelid::regclass || ' ' || k.conname || ' ' || pg_get_constraintdef(k.oid) || ' ' || k.convalidated
  from pg_constraint k join spaces s on s.oid = k.connamespace
  where k.contype <> 'n'
  union all
  select 'index ' || pg_get_indexdef(i.indexrelid) || ' ' || i.indisvalid
  from pg_index i join relations r on r.oid = i.indrelid
  union all
  select 'view ' || r.title || ' ' || pg_get_viewdef(r.oid) from relations r where r.relkind = 'v'
  union all
  select 'policy ' || p.schemaname || '.' || p.tablename || ' ' || p.policyname || ' ' || p.cmd || ' ' || p.roles::text
    || ' ' || coalesce(p.qual, '') || ' ' || coalesce(p.with_check, '')
  from pg_policies p where p.schemaname in ('public', 'daybook')
  union all
  select 'routine ' || pg_get_functiondef(f.oid) from pg_proc f join spaces s on s.oid = f.pronamespace where f.prokind in ('f', 'p')
  union all
  select 'right ' || f.oid::regprocedure || ' ' || a.grantee::regrole || ' ' || a.privilege_type
  from pg_proc f join spaces s on s.oid = f.pronamespace
  cross join lateral aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) as a
  union all
  select 'right ' || s.space || ' ' || a.grantee::regrole || ' ' || a.privilege_type
  from spaces s join pg_namespace n on n.oid = s.oid cross join lateral aclexplode(n.nspacl) as a`;

/** The lines in order, so that two databases can be compared. */
export async function wholeCatalogue(database: { rows(sql: string): Promise<unknown[]> }): Promise<string[]> {
  const rows = (await database.rows(EVERYTHING)) as { line: string }[];
  return rows.map(({ line }) => line).sort();
}
