-- Click targets of groups (scope_code is a group_code) and of shares (scope 'contact', a share_code).
create view daybook.analytics_daily_scope_targets with (security_invoker = true) as
select
  b.user_code, b.scope, b.scope_code, b.date,
  v.value as target, v.visitors, v.sessions, v.clicks, v.opened, v.stayed
from public.analytics_daily_breakdowns b
cross join lateral unnest(b.breakdown) as v
where v.dimension = 'target';

grant select on daybook.analytics_daily_scope_targets to service_role, authenticated;
alter view daybook.analytics_daily_scope_targets set schema public;
