-- Everything a page shows, as one JSON value (its shape: lib/analytics/dashboard.ts). Clean days come from the daily
-- tables, dirty ones are counted live by live_day, in one snapshot; each day says which it was.
-- For members only: 42501 for everyone else. 22023: dates out of order or more than ten years apart, or an unknown
-- comparison. PT404: a share or group that never was. p_from null: the first day with events; p_to null or in the future: the owner's today. p_group and
-- p_contact: null for no filter, '' for none. p_limit: the longest list returned; null for whole lists.
-- The settings hold for every part: one plan for all, made once for each connection, that reads each slice of the daily
-- tables in one go; planning anew took as long as the answer.
create function daybook.analytics_dashboard(
  p_user_code text,
  p_from date default null,
  p_to date default null,
  p_group text default null,
  p_contact text default null,
  p_compare text default 'none',
  p_limit integer default 50
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
  caller_role text := daybook.require_member(p_user_code);
  q daybook.question := daybook.dashboard_question(p_user_code, p_from, p_to, p_group, p_contact, p_compare, p_limit);
begin
  return daybook.dashboard_answer(
    q, daybook.live_rows(q.user_code, q.live_dates, q.scope, q.scope_code) || daybook.day_until(q), caller_role
  );
end;
$$;

revoke all on function daybook.analytics_dashboard(text, date, date, text, text, text, integer) from public;
grant execute on function daybook.analytics_dashboard(text, date, date, text, text, text, integer) to authenticated;
alter function daybook.analytics_dashboard(text, date, date, text, text, text, integer) set schema public;
