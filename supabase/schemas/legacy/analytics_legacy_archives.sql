-- What analytics_archive_legacy_events copied, and the statements that give a restored table its rights back.
create table daybook.analytics_legacy_archives (
  name        text        not null primary key check (name = 'analytics_events'),
  archived_at timestamptz not null default now(),
  dropped_at  timestamptz,
  rows        bigint      not null,
  checksum    numeric     not null,
  rights      text[]      not null default '{}'
);

alter table daybook.analytics_legacy_archives enable row level security;
grant select, insert, update, delete on daybook.analytics_legacy_archives to service_role;
alter table daybook.analytics_legacy_archives set schema public;
