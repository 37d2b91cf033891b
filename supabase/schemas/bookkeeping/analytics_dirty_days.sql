-- A mark for each flush that changed an (owner, day), with what it added. A day is dirty while it has a mark. Marks are
-- only ever inserted and deleted, so ingest never waits for a rebuild: a rebuild deletes the marks it sees and counts raw
-- in the same snapshot, and a mark it did not see stays and keeps the day dirty. So raw without what the marks name is
-- exactly what the daily rows were counted from.
create table daybook.analytics_dirty_days (
  user_code   text        not null,
  date        date        not null,
  flush_id    uuid        not null,
  marked_at   timestamptz not null default now(),
  visitor_ids bigint[]    not null default '{}',
  view_ids    uuid[]      not null default '{}',
  click_ids   uuid[]      not null default '{}',
  primary key (user_code, date, flush_id)
);

alter table daybook.analytics_dirty_days enable row level security;
grant select, insert, update, delete on daybook.analytics_dirty_days to service_role;
alter table daybook.analytics_dirty_days set schema public;
