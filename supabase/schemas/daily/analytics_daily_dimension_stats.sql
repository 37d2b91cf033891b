-- Dimension `hour` holds the day's course ('00' to '23' on the owner's clock), `site` the other sites that clicks led to (sessions
-- with such a click, and the clicks of the day), every other one an attribute of the session. Page views and clicks of an
-- attribute are those of its sessions, whichever side of midnight they fell.
create table daybook.analytics_daily_dimension_stats (
  user_code           text   not null,
  scope               text   not null check (scope in ('owner', 'group', 'contact')),
  scope_code          text   not null,
  date                date   not null,
  dimension           text   not null,
  value               text   not null,
  visitors            bigint not null,
  sessions            bigint not null,
  page_views          bigint not null,
  clicks              bigint not null,
  contacting_sessions bigint not null,
  primary key (user_code, scope, scope_code, date, dimension, value)
);

alter table daybook.analytics_daily_dimension_stats enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_dimension_stats to service_role;
grant select on daybook.analytics_daily_dimension_stats to authenticated;
create policy members_read on daybook.analytics_daily_dimension_stats for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_daily_dimension_stats set schema public;
