-- Conditions that members of an owner saved under a name, to ask them again.
create table daybook.analytics_segments (
  user_code  text        not null references public.analytics_owners on delete cascade,
  name       text        not null check (length(name) between 1 and 60 and name = btrim(name)),
  -- As known_filters reads them; among them those on a group and a contact.
  filters    jsonb       not null check (jsonb_typeof(filters) = 'array'),
  created_at timestamptz not null default now(),
  primary key (user_code, name)
);

alter table daybook.analytics_segments enable row level security;
grant select, insert, update, delete on daybook.analytics_segments to service_role;
alter table daybook.analytics_segments set schema public;
