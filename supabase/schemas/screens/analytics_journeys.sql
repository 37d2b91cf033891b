-- From first page to contact: the steps of visits, the time to their first tap, and the way of share links from sent to an opened
-- app. For members. Dates, filters and refusals are those of analytics_dashboard under filters.
create function daybook.analytics_journeys(
  p_user_code text,
  p_from date default null,
  p_to date default null,
  p_group text default null,
  p_contact text default null,
  p_filters jsonb default null
)
returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  sight daybook.sight;
begin
  sight := daybook.require_sight(p_user_code);
  return daybook.seen_journeys(sight, p_from, p_to, p_group, p_contact, p_filters);
end;
$$;

revoke all on function daybook.analytics_journeys(text, date, date, text, text, jsonb) from public;
grant execute on function daybook.analytics_journeys(text, date, date, text, text, jsonb) to authenticated;
alter function daybook.analytics_journeys(text, date, date, text, text, jsonb) set schema public;
