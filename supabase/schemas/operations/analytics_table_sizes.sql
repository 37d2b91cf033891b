-- The size of every table of ours, a partitioned one with its partitions, largest first.
create view daybook.analytics_table_sizes with (security_invoker = true) as
select
  c.relname::text        as tablename,
  pg_size_pretty(b.bytes) as size,
  b.bytes                as bytes
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral (
  select sum(pg_total_relation_size(t.relid))::bigint as bytes
  from pg_partition_tree(c.oid) as t
  union all
  select pg_total_relation_size(c.oid)
  where c.relkind = 'r'
) as b(bytes)
where n.nspname = 'public'
  and c.relkind in ('r', 'p')
  and not c.relispartition
  and c.relname like 'analytics\_%'
  and b.bytes is not null
order by b.bytes desc;

grant select on daybook.analytics_table_sizes to service_role;
alter view daybook.analytics_table_sizes set schema public;
