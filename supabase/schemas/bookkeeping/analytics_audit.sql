-- Who did what for an owner: invited, removed, exported, rebuilt, erased, changed. Owners read it through a function; nothing
-- changes a row. It is kept with the accounting.
create table daybook.analytics_audit (
  user_code text        not null references public.analytics_owners on delete cascade,
  at        timestamptz not null,
  act_id    uuid        not null default gen_random_uuid(),
  -- A user of Supabase Auth; null: an operator, or the app itself.
  actor     uuid,
  -- <thing>_<what happened>, such as share_created.
  action    text        not null check (action ~ '^[a-z]+(_[a-z]+)+$'),
  -- What it was done to, in a few values.
  about     jsonb       not null check (jsonb_typeof(about) = 'object' and pg_column_size(about) <= 4000),
  primary key (user_code, at, act_id)
);

alter table daybook.analytics_audit enable row level security;
grant select on daybook.analytics_audit to service_role;
alter table daybook.analytics_audit set schema public;
