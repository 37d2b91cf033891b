-- Old against new, per owner and day from p_from to p_to, both included: rows of the old table against events, sessions,
-- page views, clicks, clicks by target, page views by page, page views and clicks by group. Old numbers are counted from
-- the old table as its dashboard did: days in UTC by arrival, names as they stand. New ones are what Daybook's dashboard
-- shows. Each difference is put down to the rows that cause it:
--   time_zone  the owner's day is another than the one in UTC        late       the event arrived on another day
--   duplicate  the same event stands in the old table twice          bot        not counted by Daybook
--   renamed    page without host and query, target by its one name   session_share  an event takes the group of its session
--   no_session rows without a session are visits of their own        midnight   a session belongs to the day it began
--   undated    the old row has no day                                new_events events that were never in the old table
--   folded_code  its code stands there in another case or with blanks   session_row  it only says that a session began
--   ignored    its kind is left out on purpose; and for rows that could not be mapped their reason.
-- What remains is `unexplained`; old rows that no import has considered are part of it. `left_out` says how many old rows
-- are not in Daybook and why; of rows without a day only if p_with_undated.
-- Safe to run at any time. Keeps each (owner, day) in analytics_legacy_comparisons for the owner's members to see.
-- Returns { from, to, owners, days, old_rows, not_imported, left_out: [{ reason, kind, rows }],
--   metrics: [{ metric, old, new, explained, unexplained }],
--   differences: [{ user_code, date, metric, value, old, new, explained, unexplained }] }.
create function daybook.analytics_compare_legacy_metrics(
  p_from timestamptz,
  p_to timestamptz,
  p_with_undated boolean default true
)
returns jsonb
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
as $$
declare
  from_date date := (p_from at time zone 'UTC')::date;
  to_date date := (p_to at time zone 'UTC')::date;
  result jsonb;
begin
  if from_date is null or to_date is null or from_date > to_date then
    raise exception 'compare_legacy_metrics wants a first and a last day, in this order' using errcode = '22023';
  end if;
  drop table if exists pg_temp.legacy_entries;
  create temporary table legacy_entries (
    user_code text,
    date      date,
    metric    text,
    value     text,
    old       bigint default 0,
    new       bigint default 0,
    cause     text,
    explained bigint default 0
  ) on commit drop;
  perform daybook.compared_rows(from_date, to_date);
  perform daybook.compare_rows(from_date, to_date);
  perform daybook.compare_events(from_date, to_date);
  perform daybook.compare_sessions(from_date, to_date);
  perform daybook.compare_new_events(from_date, to_date);
  perform daybook.compare_shown_numbers(from_date, to_date);
  perform daybook.store_comparison(from_date, to_date);
  result := daybook.comparison_report(from_date, to_date, p_with_undated);
  drop table pg_temp.legacy_compared, pg_temp.legacy_entries, pg_temp.legacy_cells;
  return result;
end;
$$;

revoke all on function daybook.analytics_compare_legacy_metrics(timestamptz, timestamptz, boolean) from public;
grant execute on function daybook.analytics_compare_legacy_metrics(timestamptz, timestamptz, boolean) to service_role;
alter function daybook.analytics_compare_legacy_metrics(timestamptz, timestamptz, boolean) set schema public;
