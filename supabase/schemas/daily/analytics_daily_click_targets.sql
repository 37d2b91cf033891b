-- Per click target: each click of an owner once, so whoever sums by user_code and date is right. Groups and shares:
-- analytics_daily_scope_targets.
create table daybook.analytics_daily_click_targets (
  user_code  text   not null,
  date       date   not null,
  target     text   not null,
  visitors   bigint not null,
  sessions   bigint not null,
  clicks     bigint not null,
  opened     bigint not null,
  stayed     bigint not null,
  primary key (user_code, date, target)
);

alter table daybook.analytics_daily_click_targets enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_click_targets to service_role;
grant select on daybook.analytics_daily_click_targets to authenticated;
create policy members_read on daybook.analytics_daily_click_targets for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_daily_click_targets set schema public;
