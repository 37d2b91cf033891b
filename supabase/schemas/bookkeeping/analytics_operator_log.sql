-- What operators did by SQL that is of no single owner or outlives one: deletions, purges, rebuilds of many. Which card, when, and
-- counts: no person, address or name. It is no part of an owner, so the last entry of a deleted one stays; for 400 days. What operators
-- do for an owner that lives stands in its own log (note_operation).
create table daybook.analytics_operator_log (
  -- '': all owners.
  user_code text        not null,
  at        timestamptz not null,
  act_id    uuid        not null default gen_random_uuid(),
  -- <thing>_<what happened>, such as owner_deleted.
  action    text        not null check (action ~ '^[a-z]+(_[a-z]+)+$'),
  about     jsonb       not null check (jsonb_typeof(about) = 'object' and pg_column_size(about) <= 1000),
  primary key (user_code, at, act_id)
);

alter table daybook.analytics_operator_log enable row level security;
grant select on daybook.analytics_operator_log to service_role;
alter table daybook.analytics_operator_log set schema public;
