-- Click targets of every day at each scope: 'owner' (scope_code ''), 'group' and 'contact'. Asked for one scope, only its
-- table is read: the owner's own targets are in none of its breakdowns, which need not be opened for them.
create view daybook.daily_targets as
select
  t.user_code, 'owner' as scope, '' as scope_code, t.date, t.target, t.visitors, t.sessions, t.clicks, t.opened, t.stayed
from public.analytics_daily_click_targets t
union all
select
  t.user_code, t.scope, t.scope_code, t.date, t.target, t.visitors, t.sessions, t.clicks, t.opened, t.stayed
from public.analytics_daily_scope_targets t
where t.scope <> 'owner';
