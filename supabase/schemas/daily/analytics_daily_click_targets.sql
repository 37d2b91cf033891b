-- Targets, pages and dimensions stand at three scopes: 'owner' (scope_code ''), 'group' (a group_code) and 'contact'
-- (a share_code). The scope comes before the date, so that any filter reads one slice of the key.
create table daybook.analytics_daily_click_targets (
  user_code  text   not null,
  scope      text   not null check (scope in ('owner', 'group', 'contact')),
  scope_code text   not null,
  date       date   not null,
  target     text   not null,
  visitors   bigint not null,
  sessions   bigint not null,
  clicks     bigint not null,
  opened     bigint not null,
  stayed     bigint not null,
  primary key (user_code, scope, scope_code, date, target)
);

alter table daybook.analytics_daily_click_targets enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_click_targets to service_role;
grant select on daybook.analytics_daily_click_targets to authenticated;
create policy members_read on daybook.analytics_daily_click_targets for select to authenticated
  using (public.analytics_member_role(user_code) is not null);
alter table daybook.analytics_daily_click_targets set schema public;
