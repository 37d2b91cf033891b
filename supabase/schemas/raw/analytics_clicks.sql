-- A tap on a contact method (target); dated as a page view is. outcome: whether the app that it should open opened, if known.
-- site: the host of the other site that it led to, '' for none.
create table daybook.analytics_clicks (
  at           timestamptz not null,
  visitor_id   bigint      not null,
  event_id     uuid        not null,
  session_id   uuid        not null,
  date         date        not null,
  session_date date        not null check (session_date in (date, date - 1)),
  user_code    text        not null,
  share_code   text        not null default '',
  group_code   text        not null default '',
  page         text        not null check (length(page) <= 200),
  target       text        not null check (length(target) between 1 and 80),
  outcome      text        check (outcome in ('opened', 'stayed')),
  site         text        not null default '' check (length(site) <= 100),
  primary key (user_code, date, event_id)
) partition by range (date);

-- For live_day, as with page views.
create index analytics_clicks_visitor on daybook.analytics_clicks (visitor_id);

-- A month without a partition of its own lands here, so that ingest never fails for it.
create table daybook.analytics_clicks_default partition of daybook.analytics_clicks default;

alter table daybook.analytics_clicks_default enable row level security;
grant select, insert, update, delete on daybook.analytics_clicks_default to service_role;
alter table daybook.analytics_clicks_default set schema public;
alter table daybook.analytics_clicks enable row level security;
grant select, insert, update, delete on daybook.analytics_clicks to service_role;
alter table daybook.analytics_clicks set schema public;
