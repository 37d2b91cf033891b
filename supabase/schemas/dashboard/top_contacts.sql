-- The contacts (shares) with the most clicks in the period, each with its totals and the last day it was seen on: { rows,
-- more }. Under a filter only those of its group, or the one contact.
create function daybook.top_contacts(q daybook.question, live daybook.live_row[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    with counted as (
      select
        t.date, t.scope_code,
        t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
      from daybook.scope_totals t
      where t.user_code = q.user_code and t.scope = 'contact' and t.date between q.from_date and q.to_date
        and not t.date = any (q.live_dates)
      union all
      select
        l.date, l.scope_code,
        l.visitors, l.sessions, l.page_views, l.clicks, l.contacting_sessions, l.bounces, l.duration_seconds
      from unnest(live) as l
      where l.section = 'totals' and l.scope = 'contact' and l.date between q.from_date and q.to_date
    ),
    placed as (
      select
        daybook.totals(
          sum(c.visitors), sum(c.sessions), sum(c.page_views), sum(c.clicks),
          sum(c.contacting_sessions), sum(c.bounces), sum(c.duration_seconds)
        ) || jsonb_build_object(
          'share_code', c.scope_code,
          'contact', coalesce(max(s.contact), ''),
          'group_code', coalesce(max(s.group_code), ''),
          'last_seen', max(c.date)
        ) as line,
        row_number() over (order by sum(c.clicks) desc, sum(c.sessions) desc, max(c.date) desc, c.scope_code) as place
      from counted c
      left join public.analytics_shares s on s.user_code = q.user_code and s.share_code = c.scope_code
      where q.scope = 'owner'
         or (q.scope = 'contact' and c.scope_code = q.scope_code)
         or (q.scope = 'group' and coalesce(s.group_code, '') = q.scope_code)
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

revoke all on function daybook.top_contacts(daybook.question, daybook.live_row[]) from public;
