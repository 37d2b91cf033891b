-- Makes the owners that rows of pg_temp.legacy_step name and nobody knows, in UTC and without a member. A code under which a
-- former owner's rows are left is not made: its old rows wait. Returns the codes.
create function daybook.create_legacy_owners() returns text[]
language plpgsql security definer
set search_path = ''
set jit = off
as $$
declare
  created text[];
begin
  with missing as (
    insert into public.analytics_owners (user_code, name)
    select distinct s.user_code, s.user_code
    from pg_temp.legacy_step s
    where s.fault is null and daybook.first_table_of(s.user_code) is null
    order by 1
    on conflict do nothing
    returning user_code
  ),
  zoned as (
    insert into public.analytics_owner_time_zones (user_code, valid_from, time_zone)
    select m.user_code, '-infinity', 'UTC' from missing m order by 1
  )
  select coalesce(array_agg(m.user_code order by m.user_code), '{}') into created from missing m;
  return created;
end;
$$;

revoke all on function daybook.create_legacy_owners() from public;
