-- What arrived, by the owner's day of arrival: received = stored + duplicate + filtered + rejected. And how many of the stored
-- events were erased on purpose, by the day on which that was done.
create table daybook.analytics_daily_ingest_stats (
  user_code text   not null,
  date      date   not null,
  -- code names the filter, the fault, or who has erased.
  kind      text   not null check (kind in ('stored', 'duplicate', 'filtered', 'rejected', 'erased')),
  code      text   not null default '' check (length(code) <= 64),
  events    bigint not null,
  primary key (user_code, date, kind, code)
);

alter table daybook.analytics_daily_ingest_stats enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_ingest_stats to service_role;
grant select on daybook.analytics_daily_ingest_stats to authenticated;
create policy members_read on daybook.analytics_daily_ingest_stats for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_daily_ingest_stats set schema public;
