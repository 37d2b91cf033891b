-- An event belongs to the day of its own time; session_date is the day of its session, at most one day before.
-- Visitor, share and group are its session's.
create table daybook.analytics_page_views (
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
  primary key (user_code, date, event_id)
) partition by range (date);

-- For live_day, which counts anew the visitors that changed since the last rebuild. A visitor_id belongs to one owner and
-- one day, so the index needs no other column.
create index analytics_page_views_visitor on daybook.analytics_page_views (visitor_id);

-- A month without a partition of its own lands here, so that ingest never fails for it.
create table daybook.analytics_page_views_default partition of daybook.analytics_page_views default;

alter table daybook.analytics_page_views_default enable row level security;
grant select, insert, update, delete on daybook.analytics_page_views_default to service_role;
alter table daybook.analytics_page_views_default set schema public;
alter table daybook.analytics_page_views enable row level security;
grant select, insert, update, delete on daybook.analytics_page_views to service_role;
alter table daybook.analytics_page_views set schema public;
