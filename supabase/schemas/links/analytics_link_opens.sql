-- How often a link was opened on each of the owner's days, and when last. Nothing is kept of who opened it.
create table daybook.analytics_link_opens (
  user_code  text        not null references public.analytics_owners on delete cascade,
  token_hash text        not null,
  date       date        not null,
  opens      bigint      not null,
  last_at    timestamptz not null,
  primary key (user_code, token_hash, date)
);

alter table daybook.analytics_link_opens enable row level security;
grant select on daybook.analytics_link_opens to service_role;
alter table daybook.analytics_link_opens set schema public;
