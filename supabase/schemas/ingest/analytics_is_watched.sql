-- Whether somebody has looked at the dashboard of one of these owners within a minute: an open dashboard asks every 12 seconds.
-- Asked by ingest while batches wait.
create function daybook.analytics_is_watched(p_user_codes text[]) returns boolean
language plpgsql stable security definer
set search_path = ''
set enable_seqscan = off
as $$
begin
  return exists (
    select 1
    from public.analytics_owners o
    where o.user_code = any (p_user_codes) and o.looked_at > now() - interval '1 minute'
  );
end;
$$;

revoke all on function daybook.analytics_is_watched(text[]) from public;
grant execute on function daybook.analytics_is_watched(text[]) to service_role;
alter function daybook.analytics_is_watched(text[]) set schema public;
