-- A link that the owner hands out; the contact is the person or place it was given to.
create table daybook.analytics_shares (
  user_code   text        not null references public.analytics_owners on delete cascade,
  share_code  text        not null check (share_code ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'),
  -- Null: in no group. Events store it as ''.
  group_code  text,
  -- The person or place the share was given to; '' when it names nobody.
  contact     text        not null default '' check (length(contact) <= 120),
  created_at  timestamptz not null default now(),
  archived_at timestamptz,
  primary key (user_code, share_code),
  foreign key (user_code, group_code) references public.analytics_groups (user_code, group_code)
);

-- For codes in capitals, as they are printed.
create index analytics_shares_any_case on daybook.analytics_shares (user_code, lower(share_code));

alter table daybook.analytics_shares enable row level security;
grant select, insert, update, delete on daybook.analytics_shares to service_role;
grant select on daybook.analytics_shares to authenticated;
create policy members_read on daybook.analytics_shares for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_shares set schema public;
