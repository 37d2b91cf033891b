-- Per share: the share stands for the contact it was given to. group_code: the group it was in on that day; null where its
-- visits of the day belong to several, which by_group then holds: [{ group_code, visitors, … }].
create table daybook.analytics_daily_contact_stats (
  user_code           text        not null,
  date                date        not null,
  share_code          text        not null,
  visitors            bigint      not null,
  sessions            bigint      not null,
  page_views          bigint      not null,
  clicks              bigint      not null,
  contacting_sessions bigint      not null,
  bounces             bigint      not null,
  duration_seconds    bigint      not null,
  group_code          text,
  by_group            jsonb,
  primary key (user_code, share_code, date)
);

create index analytics_daily_contact_stats_date on daybook.analytics_daily_contact_stats (user_code, date);

alter table daybook.analytics_daily_contact_stats enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_contact_stats to service_role;
grant select on daybook.analytics_daily_contact_stats to authenticated;
create policy members_read on daybook.analytics_daily_contact_stats for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_daily_contact_stats set schema public;
