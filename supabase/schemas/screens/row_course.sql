-- The course of one row of a breakdown: { kind, value, totals, days, previous: { totals, days }, around }, day by day as the
-- dashboard's own days.
create function daybook.row_course(q daybook.question, live daybook.live_row[], p_kind text, p_value text) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    with days as (
      select d.period, d.date, '{}'::jsonb as head
      from daybook.question_days(q) as d
      union all
      select 'around', d.date, jsonb_build_object('date', d.date, 'state', d.state)
      from daybook.days_between(q, q.around_from, q.to_date) as d
    ),
    periods as (
      select
        d.period,
        daybook.row_totals(
          p_kind, sum(r.visitors), sum(r.sessions), sum(r.page_views), sum(r.clicks), sum(r.contacting_sessions)
        ) as totals,
        jsonb_agg(
          daybook.row_totals(p_kind, r.visitors, r.sessions, r.page_views, r.clicks, r.contacting_sessions) || d.head
          order by d.date
        ) as days
      from days d
      left join daybook.row_days(q, live, p_kind, p_value) as r on r.date = d.date
        and r.is_until = (d.period = 'previous' and d.date = q.before_to and q.until_at is not null)
      group by d.period
    )
    select jsonb_build_object(
      'kind', p_kind,
      'value', p_value,
      'totals', (select p.totals from periods p where p.period = 'current'),
      'days', (select p.days from periods p where p.period = 'current'),
      'previous', (
        select jsonb_build_object('totals', p.totals, 'days', p.days) from periods p where p.period = 'previous'
      ),
      'around', (select p.days from periods p where p.period = 'around')
    )
  );
end;
$$;

revoke all on function daybook.row_course(daybook.question, daybook.live_row[], text, text) from public;
