-- One row that says whether the roll-up does its work: what waits and for how long, what was last done and found, and
-- whether the partitions are in order.
create view daybook.analytics_health with (security_invoker = true) as
select
  (select count(*) from (select distinct m.user_code, m.date from public.analytics_dirty_days m) as m) as dirty_days,
  (select min(m.date) from public.analytics_dirty_days m)                      as oldest_dirty_day,
  (select now() - min(m.marked_at) from public.analytics_dirty_days m)         as dirty_for,
  (select max(d.computed_at) from public.analytics_days d)                     as last_computed_at,
  (select max(v.verified_at) from public.analytics_verifications v)            as last_verified_at,
  (
    select count(*)
    from public.analytics_verifications v
    where v.verified_at > now() - interval '30 days' and v.differences <> '[]'
  )                                                                            as differing_days,
  (
    (select count(*) from public.analytics_sessions_default)
    + (select count(*) from public.analytics_page_views_default)
    + (select count(*) from public.analytics_clicks_default)
  )                                                                            as default_partition_rows,
  (
    select max(to_date(right(c.relname::text, 7), 'YYYY_MM'))
    from pg_catalog.pg_inherits i
    join pg_catalog.pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'public.analytics_sessions'::regclass and c.relname ~ '_[0-9]{4}_[0-9]{2}$'
  )                                                                            as last_partition;

grant select on daybook.analytics_health to service_role;
alter view daybook.analytics_health set schema public;
