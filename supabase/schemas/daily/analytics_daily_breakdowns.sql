-- All breakdowns of a slice (the owner, a group, a share) and day in one row, so that a short list does not cost a row and a
-- key for each of its values: measured, a third to a seventh of the room. They are read through the views
-- analytics_daily_scope_targets, analytics_daily_scope_pages and analytics_daily_dimension_stats. The scope comes before the
-- date, so that any filter reads one slice of the key. The owner's own targets and pages are in tables of their own.
create table daybook.analytics_daily_breakdowns (
  user_code  text                      not null,
  scope      text                      not null check (scope in ('owner', 'group', 'contact')),
  scope_code text                      not null,
  date       date                      not null,
  -- By dimension and value.
  breakdown  daybook.breakdown_value[] not null,
  primary key (user_code, scope, scope_code, date)
);

alter table daybook.analytics_daily_breakdowns enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_breakdowns to service_role;
grant select on daybook.analytics_daily_breakdowns to authenticated;
create policy members_read on daybook.analytics_daily_breakdowns for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_daily_breakdowns set schema public;
