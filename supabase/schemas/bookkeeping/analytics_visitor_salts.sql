-- The secret of a day's visitor pseudonyms; gone 48 hours after the day has ended everywhere. The one table without an
-- owner: on a distributed Postgres it is a reference table.
create table daybook.analytics_visitor_salts (
  date date  not null primary key,
  salt bytea not null
);

alter table daybook.analytics_visitor_salts enable row level security;
alter table daybook.analytics_visitor_salts set schema public;
