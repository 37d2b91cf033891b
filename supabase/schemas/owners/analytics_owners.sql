-- A tenant: whose code the events carry. Its days follow one of daybook.time_zones.
create table daybook.analytics_owners (
  user_code          text        not null primary key
                     check (user_code ~ '^[a-z0-9]([a-z0-9_-]{0,38}[a-z0-9])?$'),
  name               text        not null check (length(name) between 1 and 120),
  time_zone          text        not null default 'UTC' references daybook.time_zones,
  card_url           text        check (card_url ~ '^https?://' and length(card_url) <= 500),
  -- Origins that may send events, `https://*.example.com` allowed; empty: any.
  allowed_origins    text[]      not null default '{}' check (array_position(allowed_origins, null) is null),
  -- Keyed hashes of addresses whose visits are not counted.
  excluded_addresses text[]      not null default '{}',
  -- For how many days raw events are kept after their day; null: until somebody removes them. Daily rows always stay.
  retention_days     integer     check (retention_days between 8 and 3660),
  created_at         timestamptz not null default now()
);

alter table daybook.analytics_owners enable row level security;
grant select, insert, update, delete on daybook.analytics_owners to service_role;
grant select on daybook.analytics_owners to authenticated;
create policy members_read on daybook.analytics_owners for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_owners set schema public;
