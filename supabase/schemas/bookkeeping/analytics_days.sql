-- One row for each (owner, day) that was ever rebuilt, or could not be: when, from how many raw events, and whether these
-- still exist.
create table daybook.analytics_days (
  user_code         text        not null,
  date              date        not null,
  computed_at       timestamptz,
  raw_events        bigint      not null default 0,
  -- Of how many events its sessions were counted, also after midnight; their loss shows by this number.
  visit_events      bigint      not null default 0,
  -- Since when and why (an SQLSTATE) it could not be rebuilt; null once it could. It stays dirty, hence counted live.
  set_aside_at      timestamptz,
  set_aside_code    text,
  -- Raw events are removed in steps: from the first on the day stays as it is, after the last it is emptied.
  purged_at         timestamptz,
  is_emptied        boolean     not null default false,
  -- When and why (an SQLSTATE) the last step failed; null once one did not.
  purge_failed_at   timestamptz,
  purge_failed_code text,
  primary key (user_code, date)
);

alter table daybook.analytics_days enable row level security;
grant select, insert, update, delete on daybook.analytics_days to service_role;
grant select on daybook.analytics_days to authenticated;
create policy members_read on daybook.analytics_days for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_days set schema public;
