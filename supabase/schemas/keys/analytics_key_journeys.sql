-- The journeys of a key's owner, with the parameters and the numbers of analytics_journeys, for keys that may read. For service_role.
-- PT401, 42501: as open_key; 22023, PT404, PT503, PT410: as analytics_journeys.
create function daybook.analytics_key_journeys(
  p_user_code text,
  p_key_hash text,
  p_from date default null,
  p_to date default null,
  p_group text default null,
  p_contact text default null,
  p_filters jsonb default null
)
returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform daybook.open_key(p_user_code, p_key_hash, 'read');
  return daybook.seen_journeys(daybook.whole_sight(p_user_code), p_from, p_to, p_group, p_contact, p_filters);
end;
$$;

revoke all on function daybook.analytics_key_journeys(text, text, date, date, text, text, jsonb) from public;
grant execute on function daybook.analytics_key_journeys(text, text, date, date, text, text, jsonb) to service_role;
alter function daybook.analytics_key_journeys(text, text, date, date, text, text, jsonb) set schema public;
