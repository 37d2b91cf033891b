-- The page views and clicks of each day that came after it had been closed: `late`, as its revisions and the marks since then
-- tell; `waiting`, those of them that no rebuild has counted yet.
create function daybook.late_events(p_user_code text, p_from date, p_to date)
returns table (date date, late numeric, waiting numeric)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select l.date, sum(l.events) as late, sum(l.waiting) as waiting
  from (
    select
      r.date,
      coalesce((r.present ->> 'page_views')::bigint, 0) + coalesce((r.present ->> 'clicks')::bigint, 0)
        - coalesce((r.former ->> 'page_views')::bigint, 0) - coalesce((r.former ->> 'clicks')::bigint, 0) as events,
      0 as waiting
    from public.analytics_daily_revisions r
    where r.user_code = p_user_code and r.date between p_from and p_to and r.reason = 'late events'
    union all
    select m.date, w.events, w.events
    from public.analytics_dirty_days m
    join public.analytics_days d on d.user_code = p_user_code and d.date = m.date
    -- Of the events that changed the day, those of its own: not what one of its sessions did after midnight.
    cross join lateral (
      select
        (
          select count(*)
          from public.analytics_page_views v
          where v.user_code = p_user_code and v.date = m.date and v.event_id = any (m.view_ids)
        ) + (
          select count(*)
          from public.analytics_clicks c
          where c.user_code = p_user_code and c.date = m.date and c.event_id = any (m.click_ids)
        ) as events
    ) as w
    where m.user_code = p_user_code and m.date between p_from and p_to
      and daybook.day_at(p_user_code, d.computed_at) > m.date
  ) as l
  group by l.date;
end;
$$;

revoke all on function daybook.late_events(text, date, date) from public;
