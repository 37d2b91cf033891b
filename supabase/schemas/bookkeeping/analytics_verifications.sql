-- The result of recounting a day: the differences found; an empty list when daily rows and raw agreed.
create table daybook.analytics_verifications (
  user_code   text        not null,
  date        date        not null,
  verified_at timestamptz not null default clock_timestamp(),
  differences jsonb       not null,
  primary key (user_code, date, verified_at)
);

alter table daybook.analytics_verifications enable row level security;
grant select, insert, update, delete on daybook.analytics_verifications to service_role;
grant select on daybook.analytics_verifications to authenticated;
create policy members_read on daybook.analytics_verifications for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_verifications set schema public;
