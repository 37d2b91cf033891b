-- Groups and shares: what an owner hands out, and to whom.

create table public.groups (
  user_code   text        not null references public.owners on delete cascade,
  group_code  text        not null check (group_code ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'),
  name        text        not null check (length(name) between 1 and 120),
  created_at  timestamptz not null default now(),
  archived_at timestamptz,
  primary key (user_code, group_code)
);

create table public.shares (
  user_code   text        not null references public.owners on delete cascade,
  share_code  text        not null check (share_code ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'),
  -- Null: in no group. Events store it as ''.
  group_code  text,
  -- The person or place the share was given to; '' when it names nobody.
  contact     text        not null default '' check (length(contact) <= 120),
  created_at  timestamptz not null default now(),
  archived_at timestamptz,
  primary key (user_code, share_code),
  foreign key (user_code, group_code) references public.groups (user_code, group_code)
);

alter table public.groups enable row level security;
alter table public.shares enable row level security;

revoke all on public.groups, public.shares from anon, authenticated;
grant select on public.groups, public.shares to authenticated;
grant select, insert, update, delete on public.groups, public.shares to service_role;

create policy members_read on public.groups for select to authenticated
  using (public.member_role(user_code) is not null);
create policy members_read on public.shares for select to authenticated
  using (public.member_role(user_code) is not null);
