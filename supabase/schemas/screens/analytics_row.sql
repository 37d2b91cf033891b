-- The dashboard with the course of one row of its breakdowns in `row`: a page, a target, or a value of a dimension.
-- Exact, because each row has daily rows of its own at the scope looked at; what those do not hold is null. A period of
-- one day is one point, so `around` then holds the row's fourteen days that end with it. For members.
-- 22023: an unknown kind, and as the dashboard.
create function daybook.analytics_row(
  p_user_code text,
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
  live daybook.live_row[];
begin
  sight := daybook.require_sight(p_user_code);
  if p_value is null or p_kind is null or p_kind not in (
    'page', 'target', 'referrer', 'channel', 'utm_source', 'utm_medium', 'utm_campaign',
    'country', 'device', 'browser', 'os', 'language', 'site'
  ) then
    raise exception 'there is no such row' using errcode = '22023';
  end if;

  q := daybook.dashboard_question(sight, p_from, p_to, p_group, p_contact, p_compare, p_limit, p_days_around => 14);
  live := daybook.live_rows(q.user_code, q.live_dates, q.scope, q.scope_code) || daybook.day_until(q, p_kind, p_value);
  return daybook.dashboard_answer(q, live)
    || jsonb_build_object('row', daybook.row_course(q, live, p_kind, p_value));
end;
$$;

revoke all on function daybook.analytics_row(text, date, date, text, text, text, integer, text, text) from public;
grant execute on function daybook.analytics_row(text, date, date, text, text, text, integer, text, text) to authenticated;
alter function daybook.analytics_row(text, date, date, text, text, text, integer, text, text) set schema public;
