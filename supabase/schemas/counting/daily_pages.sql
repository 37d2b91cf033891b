-- Pages of every day at each scope, like daily_targets.
create view daybook.daily_pages as
select
  t.user_code, 'owner' as scope, '' as scope_code, t.date,
  t.page, t.visitors, t.sessions, t.page_views, t.clicks, t.entries, t.exits
from public.analytics_daily_page_stats t
union all
select
  t.user_code, t.scope, t.scope_code, t.date,
  t.page, t.visitors, t.sessions, t.page_views, t.clicks, t.entries, t.exits
from public.analytics_daily_scope_pages t
where t.scope <> 'owner';
