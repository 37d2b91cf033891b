-- The seven totals of every day at each scope: 'owner' (scope_code ''), 'group' (a group_code) and 'contact' (a share_code).
-- Asked for one scope, only its table is read.
create view daybook.scope_totals as
select
  t.user_code, 'owner' as scope, '' as scope_code, t.date,
  t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
from public.analytics_daily_user_stats t
union all
select
  t.user_code, 'group', t.group_code, t.date,
  t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
from public.analytics_daily_group_stats t
union all
select
  t.user_code, 'contact', t.share_code, t.date,
  t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
from public.analytics_daily_contact_stats t;
