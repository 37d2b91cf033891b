-- What became of each old row. `imported`, `duplicate` and `dual_write` are final; `filtered` and `unmapped` are
-- considered again by every run, since the mapping or the owners may have changed.
create table daybook.analytics_legacy_rows (
  arrived_at   timestamptz,
  at           timestamptz,
  event_id     uuid        not null,
  session_id   uuid        not null,
  date         date,
  session_date date,
  -- '' where the row names no owner.
  user_code    text        not null,
  legacy_id    text        not null,
  verdict      text        not null check (verdict in ('imported', 'duplicate', 'dual_write', 'filtered', 'unmapped')),
  reason       text        not null default '',
  share_code   text        not null default '',
  group_code   text        not null default '',
  -- Referrer, campaign, place and device, where the row tells them.
  visit        jsonb,
  primary key (user_code, legacy_id)
);

create index analytics_legacy_rows_session on daybook.analytics_legacy_rows (user_code, date, session_id);

alter table daybook.analytics_legacy_rows enable row level security;
grant select, insert, update, delete on daybook.analytics_legacy_rows to service_role;
alter table daybook.analytics_legacy_rows set schema public;
