-- When each member last looked at an owner's dashboard: what is new to them is counted from there. Nobody reads it but the
-- functions that tell a member of their own looks.
create table daybook.analytics_member_looks (
  user_code text        not null,
  user_id   uuid        not null,
  -- The latest look, to the minute.
  seen_at   timestamptz not null,
  -- The last look before this visit, or when its news were dismissed; null: there was none.
  since_at  timestamptz,
  primary key (user_code, user_id),
  foreign key (user_code, user_id) references public.analytics_members (user_code, user_id) on delete cascade
);

alter table daybook.analytics_member_looks enable row level security;
grant select, insert, update, delete on daybook.analytics_member_looks to service_role;
alter table daybook.analytics_member_looks set schema public;
