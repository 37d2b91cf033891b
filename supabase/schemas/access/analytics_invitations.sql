-- Who was asked to become a member and has not come yet: an invitation by an owner, or a claim that an operator made for an owner
-- without members (then its token is of that kind). The row goes when it is used or withdrawn; the audit log keeps that it was.
create table daybook.analytics_invitations (
  user_code   text        not null references public.analytics_owners on delete cascade,
  -- daybook.token_hash of the token in its link.
  token_hash  text        not null check (token_hash ~ '^[0-9a-f]{64}$'),
  role        text        not null check (role in ('owner', 'editor', 'viewer')),
  -- As in analytics_members.
  seen_groups text[],
  seen_shares text[],
  -- Only somebody who signs in with this address may use it; null: whoever has the link.
  email       text        check (email = lower(btrim(email)) and email ~ '^[^[:space:]@]+@[^[:space:]@]+$' and length(email) <= 254),
  -- Null: an operator.
  invited_by  uuid,
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null,
  primary key (user_code, token_hash),
  check (
    (seen_groups is null and seen_shares is null)
    or (
      role = 'viewer' and seen_groups is not null and seen_shares is not null
      and cardinality(seen_groups) + cardinality(seen_shares) between 1 and 200
      and array_position(seen_groups, null) is null and array_position(seen_shares, null) is null
    )
  )
);

alter table daybook.analytics_invitations enable row level security;
grant select on daybook.analytics_invitations to service_role;
alter table daybook.analytics_invitations set schema public;
