-- What was erased on purpose, or is being erased: one visit by its visitor, or the visits by a share, of a period or both by an
-- owner. While its row is here ingest does not take again what browsers may still send of it: they try for 7 days. Removed 9
-- days after it was done, so what visitors erase is bounded by what had been stored.
create table daybook.analytics_erasures (
  user_code  text        not null references public.analytics_owners on delete cascade,
  -- Of one visit: the erased_visit of its session. Else random.
  erasure_id uuid        not null,
  kind       text        not null check (kind in ('visit', 'days')),
  -- Of days: the share ('' for direct visits) and the days on which visits began; null for all of them.
  share_code text        check (length(share_code) <= 64),
  first_date date,
  last_date  date,
  -- What has happened since stays.
  asked_at   timestamptz not null,
  -- Days before this one are done.
  next_date  date,
  sessions   bigint      not null default 0,
  events     bigint      not null default 0,
  done_at    timestamptz,
  -- An event that arrives looks at those of days one by one, of which there are few.
  primary key (user_code, kind, erasure_id)
);

alter table daybook.analytics_erasures enable row level security;
grant select on daybook.analytics_erasures to service_role;
alter table daybook.analytics_erasures set schema public;
