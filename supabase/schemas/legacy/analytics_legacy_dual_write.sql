-- How the dual write is doing: one row, `current`, once it has been started. `missed` counts the events that the old table
-- lacks because of a fault; `code` and `message` are the last fault's, and stay when it has passed.
create table daybook.analytics_legacy_dual_write (
  name       text        not null primary key check (name = 'current'),
  started_at timestamptz not null default now(),
  is_failing boolean     not null default false,
  missed     bigint      not null default 0,
  failed_at  timestamptz,
  code       text,
  message    text
);

alter table daybook.analytics_legacy_dual_write enable row level security;
grant select, insert, update, delete on daybook.analytics_legacy_dual_write to service_role;
alter table daybook.analytics_legacy_dual_write set schema public;
