-- The dashboard that a link shows: as analytics_dashboard, within what the link allows. For
-- service_role: the app has asked for the password where the link has one. PT404: no link is open under this hash, or a share or group
-- that never was. 42501: what the link does not show. 22023: as analytics_dashboard.
create function daybook.analytics_link_dashboard(
  p_user_code text,
  p_token_hash text,
  p_from date default null,
  p_to date default null,
  p_group text default null,
  p_contact text default null,
  p_compare text default 'none',
  p_limit integer default 50,
  p_filters jsonb default null
)
returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  sight daybook.sight := daybook.link_sight(p_user_code, p_token_hash);
begin
  return daybook.sight_dashboard(sight, p_from, p_to, p_group, p_contact, p_compare, p_limit, p_filters);
end;
$$;

revoke all on function
  daybook.analytics_link_dashboard(text, text, date, date, text, text, text, integer, jsonb) from public;
grant execute on function
  daybook.analytics_link_dashboard(text, text, date, date, text, text, text, integer, jsonb) to service_role;
alter function
  daybook.analytics_link_dashboard(text, text, date, date, text, text, text, integer, jsonb) set schema public;
