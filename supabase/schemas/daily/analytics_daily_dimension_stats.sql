-- Dimension `hour` holds the day's course ('00' to '23' on the owner's clock), `site` the other sites that clicks led to (sessions
-- with such a click, and the clicks of the day), every other one an attribute of the session. Page views and clicks of an
-- attribute are those of its sessions, whichever side of midnight they fell.
create view daybook.analytics_daily_dimension_stats with (security_invoker = true) as
select
  b.user_code, b.scope, b.scope_code, b.date,
  v.dimension, v.value, v.visitors, v.sessions, v.page_views, v.clicks, v.contacting_sessions
from public.analytics_daily_breakdowns b
cross join lateral unnest(b.breakdown) as v
where v.dimension not in ('page', 'target');

grant select on daybook.analytics_daily_dimension_stats to service_role, authenticated;
alter view daybook.analytics_daily_dimension_stats set schema public;
