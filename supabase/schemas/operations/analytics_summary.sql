-- How much is stored per owner, from the bookkeeping of rebuilt days, without reading raw.
create view daybook.analytics_summary with (security_invoker = true) as
select
  d.user_code,
  count(*)                                          as days,
  min(d.date)                                       as first_date,
  max(d.date)                                       as last_date,
  sum(d.raw_events)                                 as raw_events,
  sum(coalesce(s.sessions, 0))                      as sessions,
  sum(coalesce(s.page_views, 0))                    as page_views,
  sum(coalesce(s.clicks, 0))                        as clicks,
  count(*) filter (where d.purged_at is not null)   as purged_days,
  (
    select count(distinct m.date)
    from public.analytics_dirty_days m
    where m.user_code = d.user_code
  )                                                 as dirty_days,
  max(d.computed_at)                                as last_computed_at
from public.analytics_days d
left join public.analytics_daily_user_stats s on s.user_code = d.user_code and s.date = d.date
group by d.user_code;

grant select on daybook.analytics_summary to service_role;
alter view daybook.analytics_summary set schema public;
