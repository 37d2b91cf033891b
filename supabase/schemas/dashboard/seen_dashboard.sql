-- The dashboard that analytics_dashboard answers with, for whoever has a sight of the owner, and for functions that show it beside
-- other things. Stable, so that all of it is counted in one snapshot. 42501 for what lies outside the sight.
-- The settings hold for every part: one plan for all, made once for each connection, that reads each slice of the daily
-- tables in one go; planning anew took as long as the answer.
create function daybook.seen_dashboard(
  p_sight daybook.sight,
  p_from date,
  p_to date,
  p_group text,
  p_contact text,
  p_compare text,
  p_limit integer,
  p_filters jsonb default null
)
returns jsonb
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_nestloop = off
set enable_sort = off
set plan_cache_mode = force_generic_plan
as $$
declare
  q daybook.question := daybook.dashboard_question(p_sight, p_from, p_to, p_group, p_contact, p_compare, p_limit, p_filters);
begin
  return daybook.dashboard_answer(q, daybook.question_rows(q));
end;
$$;

revoke all on function daybook.seen_dashboard(daybook.sight, date, date, text, text, text, integer, jsonb) from public;
