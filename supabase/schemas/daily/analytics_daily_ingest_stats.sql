-- What arrived, by the owner's day of arrival: received = the sum of a day's rows.
create table daybook.analytics_daily_ingest_stats (
  user_code text   not null,
  date      date   not null,
  -- 'stored', 'duplicate', 'filtered' or 'rejected'; code names the filter or the fault.
  kind      text   not null check (kind in ('stored', 'duplicate', 'filtered', 'rejected')),
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
