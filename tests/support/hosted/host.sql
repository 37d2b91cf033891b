-- The product's people and their cards.
create table public.profiles (
  id uuid primary key references auth.users on delete cascade,
  user_code text not null unique,
  display_name text not null,
  locale text not null default 'en-GB',
  time_zone text
);
alter table public.profiles enable row level security;
create policy "own profile" on public.profiles for all to authenticated using (id = auth.uid());

create table public.owners (id bigint generated always as identity primary key, company text not null);
alter table public.owners enable row level security;
create type public.analytics_row as (label text, amount numeric);
-- Groups and share links, as the product has them.
create table public.groups (
  id bigint generated always as identity primary key,
  profile_id uuid not null references public.profiles on delete cascade,
  title text not null
);
create table public.shares (
  code text primary key,
  profile_id uuid not null references public.profiles on delete cascade,
  group_id bigint references public.groups on delete set null,
  given_to text,
  revoked boolean not null default false
);
create table public.members (group_id bigint references public.groups, email text, primary key (group_id, email));
create table public.sessions (token text primary key, profile_id uuid not null, seen_at timestamptz not null default now());
alter table public.groups   enable row level security;
alter table public.shares   enable row level security;
alter table public.members  enable row level security;
alter table public.sessions enable row level security;

create function public.member_role(group_id bigint, address text) returns text language sql stable as $$
  select 'reader' from public.members m where m.group_id = $1 and m.email = $2
$$;
create function public.save_group(title text) returns bigint language sql as $$
  insert into public.groups (profile_id, title) values (auth.uid(), title) returning id
$$;
-- What the product's own dashboard reads. Stays as it is.
create view public.daily_views with (security_invoker = true) as
  select p.user_code, count(s.token) as sessions
  from public.profiles p
  left join public.sessions s on s.profile_id = p.id
  group by p.user_code;
