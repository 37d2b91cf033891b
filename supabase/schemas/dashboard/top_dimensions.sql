-- The values of each attribute of sessions with the most sessions in the period, and the sites with the most clicks to them:
-- { dimension: { rows, more } }.
create function daybook.top_dimensions(q daybook.question, live daybook.live_row[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    with counted as (
      select t.dimension, t.value, t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions
      from public.analytics_daily_dimension_stats t
      where t.user_code = q.user_code and t.scope = q.scope and t.scope_code = q.scope_code
        and t.date between q.from_date and q.to_date and t.dimension <> 'hour'
        and not t.date = any (q.live_dates)
      union all
      select l.dimension, l.value, l.visitors, l.sessions, l.page_views, l.clicks, l.contacting_sessions
      from unnest(live) as l
      where l.section = 'dimension' and l.dimension <> 'hour' and l.date between q.from_date and q.to_date
    ),
    dimensions as (
      select
        c.dimension, c.value,
        sum(c.visitors) as visitors, sum(c.sessions) as sessions, sum(c.page_views) as page_views,
        sum(c.clicks) as clicks, sum(c.contacting_sessions) as contacting_sessions
      from counted c
      group by c.dimension, c.value
    ),
    placed as (
      select d.*,
        row_number() over (
          partition by d.dimension
          order by case d.dimension when 'site' then d.clicks end desc, d.sessions desc, d.value
        ) as place
      from dimensions d
    ),
    lists as (
      select
        p.dimension,
        jsonb_build_object(
          'rows', coalesce(jsonb_agg(
            jsonb_build_object(
              'value', p.value, 'visitors', p.visitors, 'sessions', p.sessions, 'page_views', p.page_views,
              'clicks', p.clicks, 'contacting_sessions', p.contacting_sessions
            ) order by p.place
          ) filter (where p.place <= coalesce(q.list_limit, p.place)), '[]'::jsonb),
          'more', count(*) filter (where p.place > q.list_limit)
        ) as list
      from placed p
      group by p.dimension
    )
    select jsonb_object_agg(n.dimension, coalesce(l.list, '{"rows": [], "more": 0}'::jsonb))
    from unnest(array[
      'referrer', 'channel', 'utm_source', 'utm_medium', 'utm_campaign',
      'country', 'device', 'browser', 'os', 'language', 'site'
    ]) as n(dimension)
    left join lists l on l.dimension = n.dimension
  );
end;
$$;

revoke all on function daybook.top_dimensions(daybook.question, daybook.live_row[]) from public;
