-- Per page: each view of an owner once. entries and exits: sessions that began and ended on it. Groups and shares:
-- analytics_daily_scope_pages.
create table daybook.analytics_daily_page_stats (
  user_code  text   not null,
  date       date   not null,
  page       text   not null,
  visitors   bigint not null,
  sessions   bigint not null,
  page_views bigint not null,
  clicks     bigint not null,
  entries    bigint not null,
  exits      bigint not null,
  primary key (user_code, date, page)
);

alter table daybook.analytics_daily_page_stats enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_page_stats to service_role;
grant select on daybook.analytics_daily_page_stats to authenticated;
create policy members_read on daybook.analytics_daily_page_stats for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_daily_page_stats set schema public;
