-- Changes the zone of an owner's days from the next start of a day in the new zone that is at least an hour away, so that no
-- stored or queued event changes its day. Returns when the change takes effect. 22023: an unknown time zone.
create function daybook.switch_time_zone(p_user_code text, p_time_zone text) returns timestamptz
language plpgsql
set search_path = ''
as $$
declare
  switch_at timestamptz;
begin
  if not exists (select from daybook.time_zones z where z.name = p_time_zone) then
    raise exception 'time zone % is not known', coalesce(p_time_zone, '(none)') using errcode = '22023';
  end if;

  perform 1 from public.analytics_owners o where o.user_code = p_user_code for update;
  delete from public.analytics_owner_time_zones z where z.user_code = p_user_code and z.valid_from > now();
  update public.analytics_owner_time_zones z set valid_to = 'infinity'
  where z.user_code = p_user_code and z.valid_from <= now() and z.valid_to > now();

  -- The first start of a day in the new zone that lies after the old zone's midnight, so that no date comes twice.
  select min(d.day::timestamp at time zone p_time_zone)
  into switch_at
  from public.analytics_owner_time_zones z
  cross join lateral generate_series(
    (now() at time zone z.time_zone)::date + 1,
    (now() at time zone z.time_zone)::date + 3,
    interval '1 day'
  ) as d(day)
  where z.user_code = p_user_code
    and z.valid_to = 'infinity'
    and d.day::timestamp at time zone p_time_zone > now() + interval '1 hour';

  update public.analytics_owner_time_zones z set valid_to = switch_at
  where z.user_code = p_user_code and z.valid_to = 'infinity';
  insert into public.analytics_owner_time_zones (user_code, valid_from, time_zone)
  values (p_user_code, switch_at, p_time_zone);
  update public.analytics_owners o set time_zone = p_time_zone where o.user_code = p_user_code;
  return switch_at;
end;
$$;

revoke all on function daybook.switch_time_zone(text, text) from public;
