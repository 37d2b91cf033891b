-- The archived old table, while there is one: when, how many rows, and the statements that give it its rights back.
create table daybook.analytics_legacy_archives (
  name        text        not null primary key check (name = 'analytics_events'),
  archived_at timestamptz not null default now(),
  rows        bigint      not null,
  rights      text[]      not null
);

alter table daybook.analytics_legacy_archives enable row level security;
grant select, insert, update, delete on daybook.analytics_legacy_archives to service_role;
alter table daybook.analytics_legacy_archives set schema public;
