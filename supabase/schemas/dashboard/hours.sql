-- The 24 hours of a period of one day, and of the day compared with: { current, previous }. Null for longer periods.
create function daybook.hours(q daybook.question, live daybook.live_row[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  if q.from_date <> q.to_date then
    return null;
  end if;

  return (
    with counted as (
      select t.date, t.value, t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions
      from public.analytics_daily_dimension_stats t
      where t.user_code = q.user_code and t.scope = q.scope and t.scope_code = q.scope_code
        and t.date in (q.from_date, q.before_from) and t.dimension = 'hour'
        and not t.date = any (q.live_dates)
      union all
      select l.date, l.value, l.visitors, l.sessions, l.page_views, l.clicks, l.contacting_sessions
      from unnest(live) as l
      where l.section = 'dimension' and l.dimension = 'hour'
    ),
    lists as (
      select
        p.period,
        jsonb_agg(
          jsonb_build_object(
            'hour', n.hour,
            'visitors', coalesce(c.visitors, 0), 'sessions', coalesce(c.sessions, 0),
            'page_views', coalesce(c.page_views, 0), 'clicks', coalesce(c.clicks, 0),
            'contacting_sessions', coalesce(c.contacting_sessions, 0)
          ) order by n.hour
        ) as list
      from (values ('current', q.from_date), ('previous', q.before_from)) as p(period, date)
      cross join (select lpad(i::text, 2, '0') as hour from generate_series(0, 23) as i) as n
      left join counted c on c.date = p.date and c.value = n.hour
      group by p.period
    )
    select jsonb_object_agg(l.period, l.list)
    from lists l
  );
end;
$$;

revoke all on function daybook.hours(daybook.question, daybook.live_row[]) from public;
