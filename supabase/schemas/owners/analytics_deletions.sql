-- The owners that are being deleted: who asked for it, and how far it is. While a row is here nobody gets the code. Kept apart from
-- analytics_owners, which goes first; whoever stops in the middle, the nightly run goes on.
create table daybook.analytics_deletions (
  user_code    text        not null primary key,
  name         text        not null,
  -- A user of Supabase Auth, who may watch it and go on with it.
  requested_by uuid        not null,
  requested_at timestamptz not null default now(),
  -- How many rows there were about, and how many are gone.
  rows         bigint      not null,
  removed      bigint      not null default 0
);

alter table daybook.analytics_deletions enable row level security;
grant select, insert, update, delete on daybook.analytics_deletions to service_role;
alter table daybook.analytics_deletions set schema public;
