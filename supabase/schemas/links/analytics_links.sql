-- Read-only addresses of an owner's dashboard for people without an account. A link shows the whole, or one group, or one share, of
-- all days or of some. It stays here when it is revoked, so that its opens can still be read.
create table daybook.analytics_links (
  user_code     text        not null references public.analytics_owners on delete cascade,
  -- daybook.token_hash of the token in its address.
  token_hash    text        not null check (token_hash ~ '^[0-9a-f]{64}$'),
  -- What members call it; the link itself never shows it.
  label         text        not null check (length(label) between 1 and 120),
  group_code    text,
  share_code    text,
  from_date     date,
  to_date       date,
  -- Whether contacts are named. Without it no contact, share or share's code is shown at all.
  names         boolean     not null,
  -- As lib/links/link-door.ts makes it; null: no password.
  password_hash text        check (password_hash ~ '^scrypt:[0-9]{1,2}:[A-Za-z0-9_-]{22}:[A-Za-z0-9_-]{43}$'),
  -- The origins whose pages may frame it. They stand in a header: each must be nothing but a scheme, a host and a port.
  frame_origins text[]      not null default '{}' check (
    coalesce(array_ndims(frame_origins), 1) = 1
    and cardinality(frame_origins) <= 20
    and cardinality(string_to_array(array_to_string(frame_origins, e'\n', e'\n'), e'\n')) = cardinality(frame_origins)
    and array_to_string(frame_origins, e'\n', e'\n') ~ '^(https?://[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?(\n(?=.)|$))*$'
  ),
  -- A user of Supabase Auth.
  created_by    uuid,
  created_at    timestamptz not null default now(),
  -- Null: open until it is revoked.
  expires_at    timestamptz,
  revoked_at    timestamptz,
  primary key (user_code, token_hash),
  check (group_code is null or share_code is null),
  check ((from_date is null) = (to_date is null) and from_date <= to_date and to_date - from_date <= 3660)
);

alter table daybook.analytics_links enable row level security;
grant select on daybook.analytics_links to service_role;
alter table daybook.analytics_links set schema public;
