-- Rebuilds one day of all owners that have events or rows on it, as rebuild_days says and answers.
create function daybook.rebuild_date(p_date date, p_budget interval default null) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  days jsonb;
begin
  select jsonb_agg(jsonb_build_object('user_code', o.user_code, 'date', p_date) order by o.user_code)
  into days
  from public.analytics_owners o
  where daybook.has_day(o.user_code, p_date);
  return daybook.rebuild_days(coalesce(days, '[]'::jsonb), p_budget);
end;
$$;

revoke all on function daybook.rebuild_date(date, interval) from public;
