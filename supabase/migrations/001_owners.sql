-- Owners and the members who may see them.
-- Reading goes by row level security; writing goes through functions.

-- True if Postgres knows the time zone. Safe in a check constraint: names do not disappear between releases.
create function public.is_time_zone(p_name text) returns boolean
language plpgsql immutable
set search_path = ''
as $$
begin
  perform timestamp '2000-01-01' at time zone p_name;
  return p_name is not null;
exception when others then
  return false;
end;
$$;

create table public.owners (
  user_code          text        not null primary key
                     check (user_code ~ '^[a-z0-9]([a-z0-9_-]{0,38}[a-z0-9])?$'),
  name               text        not null check (length(name) between 1 and 120),
  time_zone          text        not null default 'UTC' check (public.is_time_zone(time_zone)),
  card_url           text        check (card_url ~ '^https?://' and length(card_url) <= 500),
  -- Origins that may send events, `https://*.example.com` allowed; empty: any.
  allowed_origins    text[]      not null default '{}',
  -- Keyed hashes of addresses whose visits are not counted.
  excluded_addresses text[]      not null default '{}',
  created_at         timestamptz not null default now()
);

-- Which zone an owner's days followed, and when. The day of an event is a function of its time and this history, so it
-- comes out the same at every retry, whatever the owner changes in between.
create table public.owner_time_zones (
  user_code  text        not null references public.owners on delete cascade,
  valid_from timestamptz not null,
  valid_to   timestamptz not null default 'infinity',
  time_zone  text        not null check (public.is_time_zone(time_zone)),
  primary key (user_code, valid_from),
  check (valid_from < valid_to)
);

create table public.members (
  user_code  text        not null references public.owners on delete cascade,
  user_id    uuid        not null,
  role       text        not null check (role in ('owner', 'editor', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (user_code, user_id)
);

create index members_user_id on public.members (user_id);

-- The caller's role with an owner, null for strangers. Definer, so that policies may ask without recursion.
create function public.member_role(p_user_code text) returns text
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := auth.uid();
begin
  return (
    select m.role
    from public.members m
    where m.user_code = p_user_code
      and m.user_id = caller
  );
end;
$$;

-- Refuses a caller who is no member, with 42501. The first line of every function a member may call.
create function public.require_member(p_user_code text, p_roles text[] default array['owner', 'editor', 'viewer'])
returns text
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller_role text := public.member_role(p_user_code);
begin
  if caller_role is null or caller_role <> all (p_roles) then
    raise exception 'not a member of this owner' using errcode = '42501';
  end if;
  return caller_role;
end;
$$;

-- Makes an owner with the caller as its first member. 23505: the code is taken; 22023: the input is not valid.
create function public.create_owner(p_user_code text, p_name text, p_time_zone text default 'UTC') returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  caller uuid := auth.uid();
begin
  if caller is null then
    raise exception 'sign in first' using errcode = '42501';
  end if;
  if (select count(*) from public.members m where m.user_id = caller and m.role = 'owner') >= 20 then
    raise exception 'one account can have at most 20 owners' using errcode = '22023';
  end if;
  begin
    insert into public.owners (user_code, name, time_zone)
    values (p_user_code, btrim(p_name), p_time_zone);
  exception when check_violation or not_null_violation then
    raise exception 'the owner code, name or time zone is not valid' using errcode = '22023';
  end;
  insert into public.owner_time_zones (user_code, valid_from, time_zone)
  values (p_user_code, '-infinity', p_time_zone);
  insert into public.members (user_code, user_id, role)
  values (p_user_code, caller, 'owner');
  return jsonb_build_object('user_code', p_user_code);
end;
$$;

-- Changes the zone of an owner's days from the next start of a day in the new zone that is at least an hour away, so
-- that no stored or queued event changes its day. Returns when the change takes effect.
create function public.set_owner_time_zone(p_user_code text, p_time_zone text) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  switch_at timestamptz;
begin
  perform public.require_member(p_user_code, array['owner', 'editor']);
  if not public.is_time_zone(p_time_zone) then
    raise exception 'unknown time zone' using errcode = '22023';
  end if;

  perform 1 from public.owners o where o.user_code = p_user_code for update;
  delete from public.owner_time_zones z where z.user_code = p_user_code and z.valid_from > now();
  update public.owner_time_zones z set valid_to = 'infinity'
  where z.user_code = p_user_code and z.valid_from <= now() and z.valid_to > now();

  -- A start of day that lies past the old zone's own midnight, so that days only ever follow one another.
  select min(d.day::timestamp at time zone p_time_zone)
  into switch_at
  from public.owner_time_zones z
  cross join lateral generate_series(
    (now() at time zone z.time_zone)::date + 1,
    (now() at time zone z.time_zone)::date + 3,
    interval '1 day'
  ) as d(day)
  where z.user_code = p_user_code
    and z.valid_to = 'infinity'
    and d.day::timestamp at time zone p_time_zone > now() + interval '1 hour';

  update public.owner_time_zones z set valid_to = switch_at
  where z.user_code = p_user_code and z.valid_to = 'infinity';
  insert into public.owner_time_zones (user_code, valid_from, time_zone)
  values (p_user_code, switch_at, p_time_zone);
  update public.owners o set time_zone = p_time_zone where o.user_code = p_user_code;
  return jsonb_build_object('time_zone', p_time_zone, 'takes_effect_at', switch_at);
end;
$$;

alter table public.owners enable row level security;
alter table public.owner_time_zones enable row level security;
alter table public.members enable row level security;

revoke all on public.owners, public.owner_time_zones, public.members from anon, authenticated;
grant select on public.owners, public.owner_time_zones, public.members to authenticated;
grant select, insert, update, delete on public.owners, public.owner_time_zones, public.members to service_role;

create policy members_read on public.owners for select to authenticated
  using (public.member_role(user_code) is not null);
create policy members_read on public.owner_time_zones for select to authenticated
  using (public.member_role(user_code) is not null);
create policy members_read on public.members for select to authenticated
  using (public.member_role(user_code) is not null);

revoke all on function public.is_time_zone(text) from public, anon, authenticated;
revoke all on function public.member_role(text) from public, anon, authenticated;
revoke all on function public.require_member(text, text[]) from public, anon, authenticated;
revoke all on function public.create_owner(text, text, text) from public, anon, authenticated;
revoke all on function public.set_owner_time_zone(text, text) from public, anon, authenticated;
grant execute on function public.is_time_zone(text) to service_role;
grant execute on function public.member_role(text) to authenticated;
grant execute on function public.create_owner(text, text, text) to authenticated;
grant execute on function public.set_owner_time_zone(text, text) to authenticated;
