-- Pages of groups and of shares, by the scopes of analytics_daily_scope_targets.
create table daybook.analytics_daily_scope_pages (
  user_code  text   not null,
  scope      text   not null check (scope in ('group', 'contact')),
  scope_code text   not null,
  date       date   not null,
  page       text   not null,
  visitors   bigint not null,
  sessions   bigint not null,
  page_views bigint not null,
  clicks     bigint not null,
  entries    bigint not null,
  exits      bigint not null,
  primary key (user_code, scope, scope_code, date, page)
);

alter table daybook.analytics_daily_scope_pages enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_scope_pages to service_role;
grant select on daybook.analytics_daily_scope_pages to authenticated;
create policy members_read on daybook.analytics_daily_scope_pages for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_daily_scope_pages set schema public;
