-- A link preview was fetched: the link was sent, nobody has looked yet. One row for a share, a fetcher and a minute.
create table daybook.analytics_share_previews (
  user_code  text        not null,
  share_code text        not null check (length(share_code) <= 64),
  fetcher    text        not null check (length(fetcher) <= 64),
  -- The minute's beginning.
  at         timestamptz not null,
  primary key (user_code, share_code, fetcher, at)
);

alter table daybook.analytics_share_previews enable row level security;
grant select, insert, update, delete on daybook.analytics_share_previews to service_role;
grant select on daybook.analytics_share_previews to authenticated;
create policy members_read on daybook.analytics_share_previews for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_share_previews set schema public;
