-- Click targets of groups (scope_code is a group_code) and of shares (scope 'contact', a share_code). The scope comes before
-- the date, so that any filter reads one slice of the key.
create table daybook.analytics_daily_scope_targets (
  user_code  text   not null,
  scope      text   not null check (scope in ('group', 'contact')),
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

alter table daybook.analytics_daily_scope_targets enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_scope_targets to service_role;
grant select on daybook.analytics_daily_scope_targets to authenticated;
create policy members_read on daybook.analytics_daily_scope_targets for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_daily_scope_targets set schema public;
