-- The latest visits by one share ('' for direct visits), one by one from raw, latest first: at most 50, from the latest 14
-- days on which it was visited, each with at most 40 events.
create function daybook.contact_visits(p_user_code text, p_share_code text) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  visits jsonb := '[]'::jsonb;
  part jsonb;
  visited record;
begin
  for visited in
    select d.date
    from (
      select c.date
      from public.analytics_daily_contact_stats c
      where c.user_code = p_user_code and c.share_code = p_share_code and c.sessions > 0
      union
      select m.date
      from public.analytics_dirty_days m
      where m.user_code = p_user_code
    ) as d
    order by d.date desc
    limit 14
  loop
    exit when jsonb_array_length(visits) >= 50;

    with day_sessions as materialized (
      select s.*, dense_rank() over (order by s.visitor_id) as visitor
      from public.analytics_sessions s
      where s.user_code = p_user_code and s.date = visited.date and s.share_code = p_share_code
      order by s.started_at desc
      limit 50 - jsonb_array_length(visits)
    ),
    events as (
      select v.session_id, v.at, v.page, null::text as target, null::text as outcome, '' as site, v.event_id
      from public.analytics_page_views v
      join day_sessions s on s.session_id = v.session_id
      where v.user_code = p_user_code and v.date in (visited.date, visited.date + 1) and v.session_date = visited.date
      union all
      select c.session_id, c.at, c.page, c.target, c.outcome, c.site, c.event_id
      from public.analytics_clicks c
      join day_sessions s on s.session_id = c.session_id
      where c.user_code = p_user_code and c.date in (visited.date, visited.date + 1) and c.session_date = visited.date
    ),
    numbered as (
      select e.*, row_number() over (partition by e.session_id order by e.at, e.event_id) as place
      from events e
    ),
    courses as (
      select
        n.session_id, max(n.at) as last_at, count(*) as events,
        jsonb_agg(
          jsonb_build_object('at', n.at, 'page', n.page, 'target', n.target, 'outcome', n.outcome, 'site', n.site)
          order by n.place
        ) filter (where n.place <= 40) as course
      from numbered n
      group by n.session_id
    )
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'date', s.date, 'started_at', s.started_at, 'last_at', coalesce(c.last_at, s.started_at),
        'visitor', s.visitor, 'device', s.device, 'os', s.os, 'browser', s.browser,
        'country', s.country, 'channel', s.channel, 'referrer', s.referrer,
        'events', coalesce(c.course, '[]'::jsonb), 'more', greatest(coalesce(c.events, 0) - 40, 0)
      ) order by s.started_at desc
    ), '[]'::jsonb)
    into part
    from day_sessions s
    left join courses c on c.session_id = s.session_id;
    visits := visits || part;
  end loop;
  return visits;
end;
$$;

revoke all on function daybook.contact_visits(text, text) from public;
