-- Notes that what came for some owners could not be stored from one moment to another; unknown owners are passed by. For
-- service_role. Safe to repeat: a beginning is noted once. 23514: it ended before it began.
create function daybook.analytics_note_outage(p_user_codes text[], p_began_at timestamptz, p_ended_at timestamptz) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into public.analytics_ingest_outages (user_code, began_at, ended_at)
  select o.user_code, p_began_at, p_ended_at
  from public.analytics_owners o
  where o.user_code = any (p_user_codes)
  order by o.user_code
  on conflict do nothing;
end;
$$;

revoke all on function daybook.analytics_note_outage(text[], timestamptz, timestamptz) from public;
grant execute on function daybook.analytics_note_outage(text[], timestamptz, timestamptz) to service_role;
alter function daybook.analytics_note_outage(text[], timestamptz, timestamptz) set schema public;
