-- The dashboard with the course of one row of its breakdowns in `row`, for whoever has a sight of the owner: see analytics_row. The
-- settings are those of seen_dashboard, for the same reasons.
create function daybook.seen_row(
  p_sight daybook.sight,
  p_from date,
  p_to date,
  p_group text,
  p_contact text,
  p_compare text,
  p_limit integer,
  p_kind text,
  p_value text
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
  q daybook.question;
  live daybook.live_row[];
begin
  if p_value is null or p_kind is null or p_kind not in (
    'page', 'target', 'referrer', 'channel', 'utm_source', 'utm_medium', 'utm_campaign',
    'country', 'device', 'browser', 'os', 'language', 'site'
  ) then
    raise exception 'there is no such row' using errcode = '22023';
  end if;

  q := daybook.dashboard_question(p_sight, p_from, p_to, p_group, p_contact, p_compare, p_limit, p_days_around => 14);
  live := daybook.live_rows(q.user_code, q.live_dates, q.scope, q.scope_code) || daybook.day_until(q, p_kind, p_value);
  return daybook.dashboard_answer(q, live)
    || jsonb_build_object('row', daybook.row_course(q, live, p_kind, p_value));
end;
$$;

revoke all on function daybook.seen_row(daybook.sight, date, date, text, text, text, integer, text, text) from public;
