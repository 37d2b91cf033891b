-- When what came for an owner could not be stored: from the first flush that failed to the first that did not, as one process of
-- ingest saw it. Browsers kept their events meanwhile. Noted by whoever could not store; kept with the accounting.
create table daybook.analytics_ingest_outages (
  user_code text        not null references public.analytics_owners on delete cascade,
  began_at  timestamptz not null,
  ended_at  timestamptz not null,
  primary key (user_code, began_at),
  check (began_at < ended_at)
);

alter table daybook.analytics_ingest_outages enable row level security;
grant select, insert, update, delete on daybook.analytics_ingest_outages to service_role;
alter table daybook.analytics_ingest_outages set schema public;
