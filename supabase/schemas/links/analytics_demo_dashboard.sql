-- The dashboard of an owner that a deployment shows to everybody (the setting DEMO_OWNER): all of it, with names. For service_role,
-- which may read everything anyway. PT404: no such owner, share or group. 22023: as analytics_dashboard.
create function daybook.analytics_demo_dashboard(
  p_user_code text,
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
begin
  if not exists (select from public.analytics_owners o where o.user_code = p_user_code) then
    raise exception 'no such owner' using errcode = 'PT404';
  end if;
  return daybook.sight_dashboard(
    daybook.whole_sight(p_user_code), p_from, p_to, p_group, p_contact, p_compare, p_limit, p_filters
  );
end;
$$;

revoke all on function
  daybook.analytics_demo_dashboard(text, date, date, text, text, text, integer, jsonb) from public;
grant execute on function
  daybook.analytics_demo_dashboard(text, date, date, text, text, text, integer, jsonb) to service_role;
alter function
  daybook.analytics_demo_dashboard(text, date, date, text, text, text, integer, jsonb) set schema public;
