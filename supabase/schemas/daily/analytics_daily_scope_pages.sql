-- Pages of groups and of shares, by the scopes of analytics_daily_scope_targets.
create view daybook.analytics_daily_scope_pages with (security_invoker = true) as
select
  b.user_code, b.scope, b.scope_code, b.date,
  v.value as page, v.visitors, v.sessions, v.page_views, v.clicks, v.entries, v.exits
from public.analytics_daily_breakdowns b
cross join lateral unnest(b.breakdown) as v
where v.dimension = 'page';

grant select on daybook.analytics_daily_scope_pages to service_role, authenticated;
alter view daybook.analytics_daily_scope_pages set schema public;
