-- The pictures of cards, apart from them, so that a card is read without its picture. JPEG only: it begins and ends as one.
create table daybook.analytics_card_pictures (
  user_code text  not null primary key references public.analytics_owners on delete cascade,
  content   bytea not null check (
    length(content) between 100 and 61440
    and substring(content from 1 for 3) = '\xffd8ff'::bytea
    and substring(content from length(content) - 1) = '\xffd9'::bytea
  )
);

alter table daybook.analytics_card_pictures enable row level security;
grant select, insert, update, delete on daybook.analytics_card_pictures to service_role;
alter table daybook.analytics_card_pictures set schema public;
