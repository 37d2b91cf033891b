-- A page of one list of a dashboard, whole: what list_page gives, and the owner, with the parameters of the dashboard. For members.
-- 22023: there is no such list; this and PT404 as the dashboard.
create function daybook.analytics_dashboard_list(
  p_user_code text,
  p_from date,
  p_to date,
  p_group text,
  p_contact text,
  p_compare text,
  p_list text,
  p_after text default null,
  p_rows integer default 5000,
  p_filters jsonb default null
)
returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_nestloop = off
set enable_sort = off
set plan_cache_mode = force_generic_plan
as $$
declare
  sight daybook.sight;
  q daybook.question;
begin
  sight := daybook.require_sight(p_user_code);
  q := daybook.dashboard_question(sight, p_from, p_to, p_group, p_contact, p_compare, null, p_filters);
  return daybook.list_page(q, p_list, p_after, p_rows) || jsonb_build_object(
    'owner', (
      select jsonb_build_object('user_code', o.user_code, 'time_zone', o.time_zone, 'role', sight.role)
      from public.analytics_owners o
      where o.user_code = q.user_code
    )
  );
end;
$$;

revoke all on function daybook.analytics_dashboard_list(text, date, date, text, text, text, text, text, integer, jsonb) from public;
grant execute on function daybook.analytics_dashboard_list(text, date, date, text, text, text, text, text, integer, jsonb)
  to authenticated;
alter function daybook.analytics_dashboard_list(text, date, date, text, text, text, text, text, integer, jsonb) set schema public;
