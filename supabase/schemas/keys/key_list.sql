-- A page of a list as a key's holder gets it: list_page with the owner and the provenance of its numbers. Stable, so that all of it
-- is counted in one snapshot; it opens no key: analytics_key_list does. The settings are those of seen_dashboard.
create function daybook.key_list(
  p_user_code text,
  p_from date,
  p_to date,
  p_group text,
  p_contact text,
  p_list text,
  p_after text,
  p_rows integer,
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
    daybook.whole_sight(p_user_code), p_from, p_to, p_group, p_contact, 'none', null, p_filters
  );
begin
  return daybook.list_page(q, p_list, p_after, p_rows) || jsonb_build_object(
    'owner', (
      select jsonb_build_object('user_code', o.user_code, 'name', o.name, 'time_zone', o.time_zone)
      from public.analytics_owners o
      where o.user_code = q.user_code
    ),
    'provenance', daybook.question_provenance(q)
  );
end;
$$;

revoke all on function daybook.key_list(text, date, date, text, text, text, text, integer, jsonb) from public;
