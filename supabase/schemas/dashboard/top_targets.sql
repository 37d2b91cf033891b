-- The click targets with the most clicks in the period: { rows, more }.
create function daybook.top_targets(q daybook.question, live daybook.live_row[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    with counted as (
      select false as is_until, t.date, t.target, t.visitors, t.sessions, t.clicks, t.opened, t.stayed
      from daybook.daily_targets t
      where t.user_code = q.user_code and t.scope = q.scope and t.scope_code = q.scope_code
        and t.date between least(q.from_date, q.before_from) and q.to_date
        and not t.date = any (q.live_dates)
      union all
      select l.section = 'until target', l.date, l.value, l.visitors, l.sessions, l.clicks, l.opened, l.stayed
      from unnest(live) as l
      where l.section in ('target', 'until target')
    ),
    targets as (
      select
        c.target,
        sum(c.visitors) filter (where c.date between q.from_date and q.to_date and not c.is_until)   as visitors,
        sum(c.sessions) filter (where c.date between q.from_date and q.to_date and not c.is_until)   as sessions,
        sum(c.clicks) filter (where c.date between q.from_date and q.to_date and not c.is_until)     as clicks,
        sum(c.opened) filter (where c.date between q.from_date and q.to_date and not c.is_until)     as opened,
        sum(c.stayed) filter (where c.date between q.from_date and q.to_date and not c.is_until)     as stayed,
        sum(c.clicks) filter (
          where c.date between q.before_from and q.before_to
            and c.is_until = (c.date = q.before_to and q.until_at is not null)
        ) as previous_clicks
      from counted c
      group by c.target
    ),
    placed as (
      select t.*, row_number() over (order by t.clicks desc, t.sessions desc, t.target) as place
      from targets t
      where t.clicks > 0 or t.sessions > 0
    )
    select jsonb_build_object(
      'rows', coalesce(jsonb_agg(
        jsonb_build_object(
          'target', p.target, 'visitors', p.visitors, 'sessions', p.sessions, 'clicks', p.clicks,
          'opened', p.opened, 'stayed', p.stayed,
          'previous_clicks', case when q.before_from is not null then coalesce(p.previous_clicks, 0) end
        ) order by p.place
      ) filter (where p.place <= coalesce(q.list_limit, p.place)), '[]'::jsonb),
      'more', count(*) filter (where p.place > q.list_limit)
    )
    from placed p
  );
end;
$$;

revoke all on function daybook.top_targets(daybook.question, daybook.live_row[]) from public;
