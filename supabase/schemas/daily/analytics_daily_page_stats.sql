-- Per page, at the three scopes of click targets. entries and exits: sessions that began and ended on it.
create table daybook.analytics_daily_page_stats (
  user_code  text   not null,
  scope      text   not null check (scope in ('owner', 'group', 'contact')),
  scope_code text   not null,
  date       date   not null,
  page       text   not null,
  visitors   bigint not null,
  sessions   bigint not null,
  page_views bigint not null,
  clicks     bigint not null,
  entries    bigint not null,
  exits      bigint not null,
  primary key (user_code, scope, scope_code, date, page)
);

alter table daybook.analytics_daily_page_stats enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_page_stats to service_role;
grant select on daybook.analytics_daily_page_stats to authenticated;
create policy members_read on daybook.analytics_daily_page_stats for select to authenticated
  using (public.analytics_member_role(user_code) is not null);
alter table daybook.analytics_daily_page_stats set schema public;
