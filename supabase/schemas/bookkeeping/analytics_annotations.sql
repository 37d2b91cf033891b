-- What members note at a day of an owner: a campaign, a fair, a new card. Deleted with the owner. What Daybook itself has to
-- tell of a day is not kept here: day_annotations finds it where it is.
create table daybook.analytics_annotations (
  user_code     text        not null references public.analytics_owners on delete cascade,
  annotation_id uuid        not null default gen_random_uuid(),
  date          date        not null check (date between '2000-01-01' and '2099-12-31'),
  text          text        not null check (length(text) between 1 and 200 and text !~ '[[:cntrl:]]'),
  created_at    timestamptz not null default now(),
  primary key (user_code, annotation_id)
);

alter table daybook.analytics_annotations enable row level security;
grant select, insert, update, delete on daybook.analytics_annotations to service_role;
grant select on daybook.analytics_annotations to authenticated;
create policy members_read on daybook.analytics_annotations for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_annotations set schema public;
