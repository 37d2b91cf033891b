-- A set of shares with a name.
create table daybook.analytics_groups (
  user_code   text        not null references public.analytics_owners on delete cascade,
  group_code  text        not null check (group_code ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'),
  name        text        not null check (length(name) between 1 and 120),
  created_at  timestamptz not null default now(),
  archived_at timestamptz,
  primary key (user_code, group_code)
);

alter table daybook.analytics_groups enable row level security;
grant select, insert, update, delete on daybook.analytics_groups to service_role;
grant select on daybook.analytics_groups to authenticated;
create policy members_read on daybook.analytics_groups for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_groups set schema public;
