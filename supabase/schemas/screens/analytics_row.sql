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
as $$
declare
  sight daybook.sight;
begin
  sight := daybook.require_sight(p_user_code);
  return daybook.seen_row(sight, p_from, p_to, p_group, p_contact, p_compare, p_limit, p_kind, p_value);
end;
$$;

revoke all on function daybook.analytics_row(text, date, date, text, text, text, integer, text, text) from public;
grant execute on function daybook.analytics_row(text, date, date, text, text, text, integer, text, text) to authenticated;
alter function daybook.analytics_row(text, date, date, text, text, text, integer, text, text) set schema public;
