-- Keys with which an owner's own systems ask for numbers, register shares or send events. A key is shown once, when it is made;
-- what is kept is its token's hash. It belongs to the owner, not to the member who made it.
create table daybook.analytics_api_keys (
  user_code    text        not null references public.analytics_owners on delete cascade,
  key_hash     text        not null check (key_hash ~ '^[0-9a-f]{64}$'),
  name         text        not null check (length(name) between 1 and 120),
  -- 'read': numbers, contacts, shares and groups; 'shares': registering shares and groups; 'events': sending events.
  abilities    text[]      not null check (
    cardinality(abilities) between 1 and 3 and abilities <@ array['read', 'shares', 'events']::text[]
  ),
  created_by   uuid        not null,
  created_at   timestamptz not null,
  -- To a minute.
  last_used_at timestamptz,
  expires_at   timestamptz,
  revoked_at   timestamptz,
  primary key (user_code, key_hash)
);

alter table daybook.analytics_api_keys enable row level security;
grant select on daybook.analytics_api_keys to service_role;
alter table daybook.analytics_api_keys set schema public;
