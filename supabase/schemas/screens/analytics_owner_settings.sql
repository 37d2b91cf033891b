-- What the settings screen shows, as one JSON value. For members. `has_events` tells whether any event was ever stored;
-- excluded addresses are keyed hashes, of which a member may compare the one of where they are.
create function daybook.analytics_owner_settings(p_user_code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller_role text := daybook.require_member(p_user_code);
  answer jsonb;
begin
  select jsonb_build_object(
    'role', caller_role,
    'user_code', o.user_code,
    'name', o.name,
    'card_url', o.card_url,
    'allowed_origins', to_jsonb(o.allowed_origins),
    'excluded_addresses', to_jsonb(o.excluded_addresses),
    'retention_days', o.retention_days,
    'time_zone', o.time_zone,
    -- The zone that today still follows, and since when the chosen one is in force, or from when it will be.
    'current_time_zone', (
      select z.time_zone
      from public.analytics_owner_time_zones z
      where z.user_code = p_user_code and z.valid_from <= now() and z.valid_to > now()
    ),
    'time_zone_from', (
      select max(z.valid_from)
      from public.analytics_owner_time_zones z
      where z.user_code = p_user_code and z.valid_from > now()
    ),
    'has_events',
      exists (select 1 from public.analytics_days d where d.user_code = p_user_code and d.raw_events > 0)
      or exists (select 1 from public.analytics_dirty_days m where m.user_code = p_user_code),
    'now', now()
  )
  into answer
  from public.analytics_owners o
  where o.user_code = p_user_code;
  return answer;
end;
$$;

revoke all on function daybook.analytics_owner_settings(text) from public;
grant execute on function daybook.analytics_owner_settings(text) to authenticated;
alter function daybook.analytics_owner_settings(text) set schema public;
