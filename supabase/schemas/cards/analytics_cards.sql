-- The card that an owner has made here, and its picture. Its name stands in analytics_owners. What it may hold is checked
-- where it is read (lib/card/card.ts), because whoever shows it must not trust it; here only how much.
create table daybook.analytics_cards (
  user_code    text        not null primary key references public.analytics_owners on delete cascade,
  card         jsonb       not null check (jsonb_typeof(card) = 'object' and pg_column_size(card) <= 32000),
  -- SHA-256 of the picture, by which its address changes with it; null: there is none.
  picture_hash text        check (picture_hash ~ '^[0-9a-f]{64}$'),
  changed_at   timestamptz not null
);

alter table daybook.analytics_cards enable row level security;
grant select, insert, update, delete on daybook.analytics_cards to service_role;
alter table daybook.analytics_cards set schema public;
