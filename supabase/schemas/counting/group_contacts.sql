-- The shares of each group on every day, with the totals of the visits that came by them while they were in it.
create view daybook.group_contacts as
select
  t.user_code, t.date, t.group_code, t.share_code,
  t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
from public.analytics_daily_contact_stats t
where t.group_code is not null
union all
select
  t.user_code, t.date, g.group_code, t.share_code,
  g.visitors, g.sessions, g.page_views, g.clicks, g.contacting_sessions, g.bounces, g.duration_seconds
from public.analytics_daily_contact_stats t
cross join lateral jsonb_to_recordset(t.by_group) as g(
  group_code text, visitors bigint, sessions bigint, page_views bigint, clicks bigint,
  contacting_sessions bigint, bounces bigint, duration_seconds bigint
)
where t.by_group is not null;
