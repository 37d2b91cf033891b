-- One row that says whether the nightly run does its work: what waits and for how long, what it could not do, what was last done
-- and found, and whether the partitions are in order. set_aside_days could not be rebuilt; overdue_days have raw events
-- that their owner does not want kept for so long, because their removal failed or did not happen for a day.
create view daybook.analytics_health with (security_invoker = true) as
select
  (select count(*) from (select distinct m.user_code, m.date from public.analytics_dirty_days m) as m) as dirty_days,
  (select min(m.date) from public.analytics_dirty_days m)                      as oldest_dirty_day,
  (select now() - min(m.marked_at) from public.analytics_dirty_days m)         as dirty_for,
  (select count(*) from public.analytics_days d where d.set_aside_at is not null) as set_aside_days,
  (
    select count(*)
    from (
      select d.user_code, d.date
      from public.analytics_days d
      join public.analytics_owners o on o.user_code = d.user_code
      where d.raw_events > 0 and not d.is_emptied
        and (d.purge_failed_at is not null or d.date < current_date - o.retention_days - 1)
      union
      select m.user_code, m.date
      from public.analytics_dirty_days m
      join public.analytics_owners o on o.user_code = m.user_code
      where m.date < current_date - o.retention_days - 1
    ) as overdue
  )                                                                            as overdue_days,
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
