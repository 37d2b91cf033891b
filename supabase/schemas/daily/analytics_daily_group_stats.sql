-- Totals per group; group_code '' holds the visits that belong to none.
create table daybook.analytics_daily_group_stats (
  user_code           text        not null,
  date                date        not null,
  group_code          text        not null,
  visitors            bigint      not null,
  sessions            bigint      not null,
  page_views          bigint      not null,
  clicks              bigint      not null,
  contacting_sessions bigint      not null,
  bounces             bigint      not null,
  duration_seconds    bigint      not null,
  primary key (user_code, date, group_code)
);

alter table daybook.analytics_daily_group_stats enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_group_stats to service_role;
grant select on daybook.analytics_daily_group_stats to authenticated;
create policy members_read on daybook.analytics_daily_group_stats for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_daily_group_stats set schema public;
