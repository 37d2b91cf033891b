-- A dashboard as a key's holder gets it: the dashboard's answer with its provenance. Stable, so that all of it is counted in one
-- snapshot; it opens no key: analytics_key_dashboard does. The settings are those of seen_dashboard.
create function daybook.key_dashboard(
  p_user_code text,
  p_from date,
  p_to date,
  p_group text,
  p_contact text,
  p_compare text,
  p_limit integer,
  p_filters jsonb
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
  q daybook.question := daybook.dashboard_question(
    daybook.whole_sight(p_user_code), p_from, p_to, p_group, p_contact, p_compare, p_limit, p_filters
  );
begin
  return daybook.dashboard_answer(q, daybook.question_rows(q)) || jsonb_build_object('provenance', daybook.question_provenance(q));
end;
$$;

revoke all on function daybook.key_dashboard(text, date, date, text, text, text, integer, jsonb) from public;
