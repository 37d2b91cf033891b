-- What is stored of one visit, by the id of its session, which only the browser tab that made it knows: its sessions with
-- everything they did, oldest first, at most 2,000 events each. For service_role, which asks for whoever shows the id.
-- Returns { visits }, empty for an id or an owner that is not known, and where raw events are gone.
create function daybook.analytics_visit_receipt(p_user_code text, p_session_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
as $$
begin
  return jsonb_build_object('visits', (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'session_id', s.session_id, 'date', s.date, 'started_at', s.started_at, 'visitor_id', s.visitor_id::text,
        'share_code', s.share_code, 'group_code', s.group_code, 'referrer', s.referrer, 'channel', s.channel,
        'utm_source', s.utm_source, 'utm_medium', s.utm_medium, 'utm_campaign', s.utm_campaign, 'country', s.country,
        'device', s.device, 'browser', s.browser, 'os', s.os, 'language', s.language,
        'events', c.course, 'more', greatest(c.events - 2000, 0)
      ) order by s.date
    ), '[]'::jsonb)
    from daybook.visit_days(p_user_code, p_session_id) as d
    cross join lateral daybook.sessions_by_id(p_user_code, d.date, array[p_session_id]) as s
    cross join lateral (
      select
        coalesce(jsonb_agg(
          jsonb_build_object(
            'event_id', e.event_id, 'type', case when e.target is null then 'page_view' else 'click' end,
            'at', e.at, 'date', e.date, 'page', e.page, 'target', e.target, 'outcome', e.outcome, 'site', e.site
          ) order by e.place
        ) filter (where e.place <= 2000), '[]'::jsonb) as course,
        count(*) as events
      from (
        select v.*, row_number() over (order by v.at, v.event_id) as place
        from daybook.visitors_events(p_user_code, d.date, array[d.visitor_id]) as v
        where v.session_date = d.date and v.session_id = p_session_id
      ) as e
    ) as c
  ));
end;
$$;

revoke all on function daybook.analytics_visit_receipt(text, uuid) from public;
grant execute on function daybook.analytics_visit_receipt(text, uuid) to service_role;
alter function daybook.analytics_visit_receipt(text, uuid) set schema public;
