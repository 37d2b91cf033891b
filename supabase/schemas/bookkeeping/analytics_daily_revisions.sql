-- What a closed day said before a rebuild changed it, and why.
create table daybook.analytics_daily_revisions (
  user_code   text        not null,
  date        date        not null,
  revision_id uuid        not null default gen_random_uuid(),
  revised_at  timestamptz not null default clock_timestamp(),
  reason      text        not null check (length(reason) <= 200),
  -- When the former totals had been computed. Totals are null where there were no rows.
  computed_at timestamptz not null,
  former      jsonb,
  present     jsonb,
  primary key (user_code, date, revision_id)
);

alter table daybook.analytics_daily_revisions enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_revisions to service_role;
grant select on daybook.analytics_daily_revisions to authenticated;
create policy members_read on daybook.analytics_daily_revisions for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_daily_revisions set schema public;
