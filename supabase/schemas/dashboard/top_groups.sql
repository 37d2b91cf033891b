-- The groups in the question's sight with the most sessions in the period, each with its totals: { rows, more }. None under a
-- contact filter.
create function daybook.top_groups(q daybook.question, live daybook.live_row[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  is_whole boolean := (q.sight).groups is null and (q.sight).shares is null;
begin
  return (
    with counted as (
      select
        t.scope_code, t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
      from daybook.scope_totals t
      where q.scope <> 'contact'
        and t.user_code = q.user_code and t.scope = 'group' and t.date between q.from_date and q.to_date
        and not t.date = any (q.live_dates)
      union all
      select
        l.scope_code, l.visitors, l.sessions, l.page_views, l.clicks, l.contacting_sessions, l.bounces, l.duration_seconds
      from unnest(live) as l
      where q.scope <> 'contact'
        and l.section = 'totals' and l.scope = 'group' and l.date between q.from_date and q.to_date
    ),
    placed as (
      select
        daybook.totals(
          sum(c.visitors), sum(c.sessions), sum(c.page_views), sum(c.clicks),
          sum(c.contacting_sessions), sum(c.bounces), sum(c.duration_seconds)
        ) || jsonb_build_object('group_code', c.scope_code, 'name', coalesce(max(g.name), '')) as line,
        row_number() over (order by sum(c.sessions) desc, c.scope_code) as place
      from counted c
      left join public.analytics_groups g on g.user_code = q.user_code and g.group_code = c.scope_code
      where is_whole or c.scope_code = any ((q.sight).groups)
      group by c.scope_code
    )
    select jsonb_build_object(
      'rows',
      coalesce(jsonb_agg(p.line order by p.place) filter (where p.place <= coalesce(q.list_limit, p.place)), '[]'::jsonb),
      'more', count(*) filter (where p.place > q.list_limit)
    )
    from placed p
  );
end;
$$;

revoke all on function daybook.top_groups(daybook.question, daybook.live_row[]) from public;
