-- The last comparison of each (owner, day): old against new, with every difference by class.
create table daybook.analytics_legacy_comparisons (
  user_code   text        not null,
  date        date        not null,
  compared_at timestamptz not null default now(),
  unexplained bigint      not null,
  metrics     jsonb       not null,
  primary key (user_code, date)
);

alter table daybook.analytics_legacy_comparisons enable row level security;
grant select, insert, update, delete on daybook.analytics_legacy_comparisons to service_role;
grant select on daybook.analytics_legacy_comparisons to authenticated;
create policy members_read on daybook.analytics_legacy_comparisons for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_legacy_comparisons set schema public;
