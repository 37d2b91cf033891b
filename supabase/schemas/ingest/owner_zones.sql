-- The histories of time zones of these owners; repeated codes are read once, and unknown ones are rows of nulls. Held to the
-- primary key like stored_sessions: with statistics from when there were few owners, each flush would read the zones of all.
create function daybook.owner_zones(user_codes text[])
returns table (user_code text, valid_from timestamptz, valid_to timestamptz, time_zone text)
language plpgsql stable
set search_path = ''
set enable_material = off
set cpu_index_tuple_cost = 1
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = on
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select z.user_code, z.valid_from, z.valid_to, z.time_zone
  from (select distinct u.code from unnest(user_codes) as u(code)) as u
  left join public.analytics_owner_time_zones z on z.user_code = u.code;
end;
$$;

revoke all on function daybook.owner_zones(text[]) from public;
