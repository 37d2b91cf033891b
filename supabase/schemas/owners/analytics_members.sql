-- Who may see an owner, in which role, and how much of it. A user of Supabase Auth each.
create table daybook.analytics_members (
  user_code  text        not null references public.analytics_owners on delete cascade,
  user_id    uuid        not null,
  role       text        not null check (role in ('owner', 'editor', 'viewer')),
  created_at timestamptz not null default now(),
  -- Both null: all of the owner. Else all that a viewer may see: these groups, and these shares. See daybook.sight.
  seen_groups text[],
  seen_shares text[],
  primary key (user_code, user_id),
  check (
    (seen_groups is null and seen_shares is null)
    or (
      role = 'viewer' and seen_groups is not null and seen_shares is not null
      and cardinality(seen_groups) + cardinality(seen_shares) between 1 and 200
      and array_position(seen_groups, null) is null and array_position(seen_shares, null) is null
    )
  )
);

create index analytics_members_user_id on daybook.analytics_members (user_id);

alter table daybook.analytics_members enable row level security;
grant select, insert, update, delete on daybook.analytics_members to service_role;
grant select on daybook.analytics_members to authenticated;
create policy members_read on daybook.analytics_members for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_members set schema public;
