-- One row for each (owner, day) that was ever rebuilt: when, from how many raw events, and whether these still exist.
create table daybook.analytics_days (
  user_code   text        not null,
  date        date        not null,
  computed_at timestamptz,
  raw_events  bigint      not null default 0,
  purged_at   timestamptz,
  primary key (user_code, date)
);

alter table daybook.analytics_days enable row level security;
grant select, insert, update, delete on daybook.analytics_days to service_role;
grant select on daybook.analytics_days to authenticated;
create policy members_read on daybook.analytics_days for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_days set schema public;
