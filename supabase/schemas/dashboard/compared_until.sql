-- The last day of the period that p_from to p_to is compared with; null where nothing is. That period is as long as the period
-- itself: the days before it; as many from the same day of the month before, unless that month is too short for them; or as many
-- that end a year before its last day; for `…_weekdays` moved by whole weeks. 22023: an unknown comparison.
create function daybook.compared_until(p_compare text, p_from date, p_to date) returns date
language plpgsql immutable
set search_path = ''
as $$
declare
  days integer := p_to - p_from + 1;
  weeks integer := ceil((p_to - p_from + 1) / 7.0)::integer;
begin
  if p_compare is null or p_compare not in (
    'none', 'previous', 'previous_weekdays', 'previous_month', 'year', 'year_weekdays'
  ) then
    raise exception 'the period or the comparison is not valid' using errcode = '22023';
  end if;
  return case p_compare
    when 'previous' then p_from - 1
    when 'previous_weekdays' then p_to - 7 * weeks
    when 'previous_month' then least((p_from - interval '1 month')::date + days, p_from) - 1
    when 'year' then (p_to - interval '1 year')::date
    when 'year_weekdays' then p_to - 7 * greatest(52, weeks)
  end;
end;
$$;

revoke all on function daybook.compared_until(text, date, date) from public;
