-- The owner's totals. Over several days visitors is the sum of daily visitors.
create table daybook.analytics_daily_user_stats (
  user_code           text        not null,
  date                date        not null,
  visitors            bigint      not null,
  sessions            bigint      not null,
  page_views          bigint      not null,
  clicks              bigint      not null,
  contacting_sessions bigint      not null,
  bounces             bigint      not null,
  duration_seconds    bigint      not null,
  primary key (user_code, date)
);

alter table daybook.analytics_daily_user_stats enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_user_stats to service_role;
grant select on daybook.analytics_daily_user_stats to authenticated;
create policy members_read on daybook.analytics_daily_user_stats for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_daily_user_stats set schema public;
