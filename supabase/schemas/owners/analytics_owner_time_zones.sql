-- Which zone an owner's days followed, and when. The day of an event is a function of its time and this history, so it
-- comes out the same at every retry, whatever the owner changes in between.
create table daybook.analytics_owner_time_zones (
  user_code  text        not null references public.analytics_owners on delete cascade,
  valid_from timestamptz not null,
  valid_to   timestamptz not null default 'infinity',
  time_zone  text        not null references daybook.time_zones,
  primary key (user_code, valid_from),
  check (valid_from < valid_to)
);

alter table daybook.analytics_owner_time_zones enable row level security;
grant select, insert, update, delete on daybook.analytics_owner_time_zones to service_role;
grant select on daybook.analytics_owner_time_zones to authenticated;
create policy members_read on daybook.analytics_owner_time_zones for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_owner_time_zones set schema public;
