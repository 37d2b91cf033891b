-- The answer to a question, part by part, as one JSON value (its shape: lib/analytics/dashboard.ts). The statements of a
-- stable function share one snapshot, so all parts speak of the same moment. It shows what lies in the question's sight.
create function daybook.dashboard_answer(q daybook.question, live daybook.live_row[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  owner public.analytics_owners;
  series jsonb := daybook.day_series(q, live);
  hours jsonb := daybook.hours(q, live);
begin
  select * into owner from public.analytics_owners o where o.user_code = q.user_code;

  return jsonb_build_object(
    'owner', jsonb_build_object(
      'user_code', owner.user_code,
      'name', owner.name,
      'time_zone', owner.time_zone,
      'first_date', q.first_date,
      'role', (q.sight).role
    ),
    'period', jsonb_build_object(
      'from', q.from_date, 'to', q.to_date, 'days', q.to_date - q.from_date + 1, 'today', q.today
    ),
    'filter', jsonb_build_object(
      'scope', q.scope,
      'group', q.filter_group,
      'contact', case when q.filter_contact = '' or (q.sight).names then q.filter_contact end,
      'filters', coalesce(q.filters, '[]'),
      'gone_days', coalesce(cardinality(q.gone_dates), 0)
    ),
    'compare', q.compare,
    'totals', series #> '{current,totals}',
    'days', series #> '{current,days}',
    'previous', case when q.before_from is not null then
      jsonb_build_object(
        'from', q.before_from, 'to', q.before_to, 'until', q.until_time, 'hours', hours -> 'previous'
      ) || (series -> 'previous')
    end,
    'hours', hours -> 'current',
    'targets', daybook.top_targets(q, live),
    'pages', daybook.top_pages(q, live),
    'dimensions', daybook.top_dimensions(q, live),
    'groups', daybook.top_groups(q, live),
    'contacts', daybook.top_contacts(q, live),
    'annotations', daybook.day_annotations(q),
    'options', daybook.filter_options(q.sight),
    'visitors_now', daybook.visitors_now(q),
    'computed_at', now()
  );
end;
$$;

revoke all on function daybook.dashboard_answer(daybook.question, daybook.live_row[]) from public;
