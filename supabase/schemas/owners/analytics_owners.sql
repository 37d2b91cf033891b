-- A tenant: whose code the events carry. Its days follow one of daybook.time_zones.
create table daybook.analytics_owners (
  user_code          text        not null primary key
                     check (user_code ~ '^[a-z0-9]([a-z0-9_-]{0,38}[a-z0-9])?$'),
  name               text        not null check (length(name) between 1 and 120),
  time_zone          text        not null default 'UTC' references daybook.time_zones,
  card_url           text        check (card_url ~ '^https?://[^[:space:]/?#]+[^[:space:]]*$' and length(card_url) <= 500),
  -- Origins that may send events, `https://*.example.com` allowed; empty: any. Nothing else can stand here: a null or a list
  -- of lists would stop the owner's ingest, and what can be no origin would lock every site out. The pattern is that of
  -- lib/http/allowed-origins.ts.
  allowed_origins    text[]      not null default '{}' check (
    coalesce(array_ndims(allowed_origins), 1) = 1
    and cardinality(allowed_origins) <= 50
    and cardinality(string_to_array(array_to_string(allowed_origins, e'\n', e'\n'), e'\n')) = cardinality(allowed_origins)
    and array_to_string(allowed_origins, e'\n', e'\n')
      ~* '^((https?://)?(\*\.)?([^[:space:]:/*]+|\[[^][:space:]/]+\])(:([0-9]{1,5}|\*))?/?(\n(?=.)|$))*$'
  ),
  -- Keyed hashes of addresses whose visits are not counted.
  excluded_addresses text[]      not null default '{}' check (
    coalesce(array_ndims(excluded_addresses), 1) = 1
    and cardinality(excluded_addresses) <= 100
    and cardinality(string_to_array(array_to_string(excluded_addresses, e'\n', e'\n'), e'\n')) = cardinality(excluded_addresses)
    and array_to_string(excluded_addresses, e'\n', e'\n') ~ '^([0-9a-f]{64}(\n(?=.)|$))*$'
  ),
  -- For how many days raw events are kept after their day; null: until somebody removes them. Daily rows always stay.
  retention_days     integer     check (retention_days between 8 and 3660),
  created_at         timestamptz not null default now(),
  -- When a member last looked at the dashboard, to 20 seconds: what comes for this owner is written without waiting then.
  looked_at          timestamptz
);

alter table daybook.analytics_owners enable row level security;
grant select, insert, update, delete on daybook.analytics_owners to service_role;
grant select on daybook.analytics_owners to authenticated;
create policy members_read on daybook.analytics_owners for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_owners set schema public;
