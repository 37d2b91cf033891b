-- Who may see an owner, and in which role. A user of Supabase Auth each.
create table daybook.analytics_members (
  user_code  text        not null references public.analytics_owners on delete cascade,
  user_id    uuid        not null,
  role       text        not null check (role in ('owner', 'editor', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (user_code, user_id)
);

create index analytics_members_user_id on daybook.analytics_members (user_id);

alter table daybook.analytics_members enable row level security;
grant select, insert, update, delete on daybook.analytics_members to service_role;
grant select on daybook.analytics_members to authenticated;
create policy members_read on daybook.analytics_members for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_members set schema public;
