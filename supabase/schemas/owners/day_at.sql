-- The day of an owner that a moment belongs to, by the zone that its days followed then: as an event of that moment is
-- stored. Null for an unknown owner. The one clock of ingest, roll-up and every screen.
create function daybook.day_at(p_user_code text, p_moment timestamptz) returns date
language plpgsql stable
set search_path = ''
set enable_seqscan = off
as $$
begin
  return (
    select (p_moment at time zone coalesce(z.time_zone, o.time_zone))::date
    from public.analytics_owners o
    left join public.analytics_owner_time_zones z
      on z.user_code = o.user_code and p_moment >= z.valid_from and p_moment < z.valid_to
    where o.user_code = p_user_code
  );
end;
$$;

revoke all on function daybook.day_at(text, timestamptz) from public;
