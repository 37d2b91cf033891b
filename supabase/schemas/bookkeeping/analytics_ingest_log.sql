-- Accounting of single flushes, until the nightly run adds it to analytics_daily_ingest_stats.
create table daybook.analytics_ingest_log (
  user_code text   not null,
  date      date   not null,
  flush_id  uuid   not null,
  kind      text   not null check (kind in ('stored', 'duplicate', 'filtered', 'rejected', 'erased')),
  code      text   not null default '' check (length(code) <= 64),
  events    bigint not null,
  primary key (user_code, date, flush_id, kind, code)
);

alter table daybook.analytics_ingest_log enable row level security;
grant select, insert, update, delete on daybook.analytics_ingest_log to service_role;
alter table daybook.analytics_ingest_log set schema public;
