-- What the ingest end must know of an owner before it takes events; null for an unknown one.
create function daybook.analytics_ingest_owner(p_user_code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
set enable_seqscan = off
as $$
begin
  return (
    select jsonb_build_object(
      'user_code', o.user_code,
      'name', o.name,
      'time_zone', o.time_zone,
      'card_url', o.card_url,
      'allowed_origins', to_jsonb(o.allowed_origins),
      'excluded_addresses', to_jsonb(o.excluded_addresses)
    )
    from public.analytics_owners o
    where o.user_code = p_user_code
  );
end;
$$;

revoke all on function daybook.analytics_ingest_owner(text) from public;
grant execute on function daybook.analytics_ingest_owner(text) to service_role;
alter function daybook.analytics_ingest_owner(text) set schema public;
