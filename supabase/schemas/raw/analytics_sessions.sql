-- One visit in one browser tab, on the day it started in the owner's time zone. Ingest stores it with its first event.
create table daybook.analytics_sessions (
  started_at   timestamptz not null,
  visitor_id   bigint      not null,
  session_id   uuid        not null,
  date         date        not null,
  user_code    text        not null,
  share_code   text        not null default '' check (length(share_code) <= 64),
  -- The share's group when the session began: moving a share does not rewrite history.
  group_code   text        not null default '',
  referrer     text        not null default '' check (length(referrer) <= 255),
  channel      text        not null default '' check (length(channel) <= 32),
  utm_source   text        not null default '' check (length(utm_source) <= 120),
  utm_medium   text        not null default '' check (length(utm_medium) <= 120),
  utm_campaign text        not null default '' check (length(utm_campaign) <= 120),
  country      text        not null default '' check (length(country) <= 2),
  device       text        not null default '' check (length(device) <= 16),
  browser      text        not null default '' check (length(browser) <= 64),
  os           text        not null default '' check (length(os) <= 64),
  language     text        not null default '' check (length(language) <= 35),
  primary key (user_code, date, session_id)
) partition by range (date);

-- A month without a partition of its own lands here, so that ingest never fails for it.
create table daybook.analytics_sessions_default partition of daybook.analytics_sessions default;

alter table daybook.analytics_sessions_default enable row level security;
grant select, insert, update, delete on daybook.analytics_sessions_default to service_role;
alter table daybook.analytics_sessions_default set schema public;
alter table daybook.analytics_sessions enable row level security;
grant select, insert, update, delete on daybook.analytics_sessions to service_role;
alter table daybook.analytics_sessions set schema public;
