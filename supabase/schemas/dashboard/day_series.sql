-- Totals and days of both periods: { current: { totals, days }, previous: { totals, days } or absent }. A day is its totals
-- with { date, state, computed_at }, all of them null where it cannot be asked this. The last day compared with is counted until the question's moment, where it has one.
create function daybook.day_series(q daybook.question, live daybook.live_row[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  gone jsonb := '{"visitors": null, "sessions": null, "page_views": null, "clicks": null, "contacting_sessions": null, "bounces": null, "duration_seconds": null}'::jsonb;
begin
  return (
    with counted as (
      select false as is_until, t.date, t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
      from daybook.scope_totals t
      where t.user_code = q.user_code and t.scope = q.scope and t.scope_code = q.scope_code
        and t.date between q.reads_from and q.to_date
        and not t.date = any (q.live_dates)
      union all
      select
        l.section = 'until totals',
        l.date, l.visitors, l.sessions, l.page_views, l.clicks, l.contacting_sessions, l.bounces, l.duration_seconds
      from unnest(live) as l
      where l.section in ('totals', 'until totals') and l.scope = q.scope and l.scope_code = q.scope_code
    ),
    periods as (
      select
        d.period,
        daybook.totals(
          sum(c.visitors), sum(c.sessions), sum(c.page_views), sum(c.clicks),
          sum(c.contacting_sessions), sum(c.bounces), sum(c.duration_seconds)
        ) as totals,
        jsonb_agg(
          case when d.state = 'gone' then gone else daybook.totals(
            c.visitors, c.sessions, c.page_views, c.clicks, c.contacting_sessions, c.bounces, c.duration_seconds
          ) end || jsonb_build_object('date', d.date, 'state', d.state, 'computed_at', d.computed_at)
          order by d.date
        ) as days
      from daybook.question_days(q) as d
      left join counted c on c.date = d.date
        and c.is_until = (d.period = 'previous' and d.date = q.before_to and q.until_at is not null)
      group by d.period
    )
    select jsonb_object_agg(p.period, jsonb_build_object('totals', p.totals, 'days', p.days))
    from periods p
  );
end;
$$;

revoke all on function daybook.day_series(daybook.question, daybook.live_row[]) from public;
