-- The pages with the most page views in the period: { rows, more }.
create function daybook.top_pages(q daybook.question, live daybook.live_row[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    with counted as (
      select false as is_until, t.date, t.page, t.visitors, t.sessions, t.page_views, t.clicks, t.entries, t.exits
      from daybook.daily_pages t
      where t.user_code = q.user_code and t.scope = q.scope and t.scope_code = q.scope_code
        and t.date between least(q.from_date, q.before_from) and q.to_date
        and not t.date = any (q.live_dates)
      union all
      select l.section = 'until page', l.date, l.value, l.visitors, l.sessions, l.page_views, l.clicks, l.entries, l.exits
      from unnest(live) as l
      where l.section in ('page', 'until page')
    ),
    pages as (
      select
        c.page,
        sum(c.visitors) filter (where c.date between q.from_date and q.to_date and not c.is_until)       as visitors,
        sum(c.sessions) filter (where c.date between q.from_date and q.to_date and not c.is_until)       as sessions,
        sum(c.page_views) filter (where c.date between q.from_date and q.to_date and not c.is_until)     as page_views,
        sum(c.clicks) filter (where c.date between q.from_date and q.to_date and not c.is_until)         as clicks,
        sum(c.entries) filter (where c.date between q.from_date and q.to_date and not c.is_until)        as entries,
        sum(c.exits) filter (where c.date between q.from_date and q.to_date and not c.is_until)          as exits,
        sum(c.page_views) filter (
          where c.date between q.before_from and q.before_to
            and c.is_until = (c.date = q.before_to and q.until_at is not null)
        ) as previous_page_views
      from counted c
      group by c.page
    ),
    placed as (
      select p.*, row_number() over (order by p.page_views desc, p.clicks desc, p.page) as place
      from pages p
      where p.page_views > 0 or p.clicks > 0 or p.sessions > 0
    )
    select jsonb_build_object(
      'rows', coalesce(jsonb_agg(
        jsonb_build_object(
          'page', p.page, 'visitors', p.visitors, 'sessions', p.sessions, 'page_views', p.page_views,
          'clicks', p.clicks, 'entries', p.entries, 'exits', p.exits,
          'previous_page_views', case when q.before_from is not null then coalesce(p.previous_page_views, 0) end
        ) order by p.place
      ) filter (where p.place <= coalesce(q.list_limit, p.place)), '[]'::jsonb),
      'more', count(*) filter (where p.place > q.list_limit)
    )
    from placed p
  );
end;
$$;

revoke all on function daybook.top_pages(daybook.question, daybook.live_row[]) from public;
