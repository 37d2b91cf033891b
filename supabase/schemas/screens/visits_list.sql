-- The visits by one share ('' for direct visits) that began from p_from to p_to, whole, an event a row, oldest first; null
-- when there are none. 22023: more than 50,000 events.
create function daybook.visits_list(p_user_code text, p_share_code text, p_from date, p_to date) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  events bigint;
begin
  select
    (
      select count(*)
      from public.analytics_page_views v
      where v.user_code = p_user_code and v.share_code = p_share_code
        and v.date between p_from and p_to + 1 and v.session_date between p_from and p_to
    )
    + (
      select count(*)
      from public.analytics_clicks c
      where c.user_code = p_user_code and c.share_code = p_share_code
        and c.date between p_from and p_to + 1 and c.session_date between p_from and p_to
    )
  into events;
  if events > 50000 then
    raise exception 'more than 50000 events: choose a shorter period' using errcode = '22023';
  end if;

  return (
    with visits as materialized (
      select
        s.*,
        row_number() over (order by s.started_at, s.session_id)                as visit,
        dense_rank() over (partition by s.date order by s.visitor_id)          as visitor
      from public.analytics_sessions s
      where s.user_code = p_user_code and s.share_code = p_share_code and s.date between p_from and p_to
    ),
    courses as (
      select v.session_id, v.session_date, v.at, v.event_id, v.page, null::text as target, null::text as outcome
      from public.analytics_page_views v
      where v.user_code = p_user_code and v.share_code = p_share_code
        and v.date between p_from and p_to + 1 and v.session_date between p_from and p_to
      union all
      select c.session_id, c.session_date, c.at, c.event_id, c.page, c.target, c.outcome
      from public.analytics_clicks c
      where c.user_code = p_user_code and c.share_code = p_share_code
        and c.date between p_from and p_to + 1 and c.session_date between p_from and p_to
    )
    select jsonb_agg(
      jsonb_build_object(
        'visit', s.visit, 'date', s.date, 'started_at', s.started_at, 'visitor_of_day', s.visitor,
        'at', e.at, 'page', e.page, 'target', e.target, 'outcome', e.outcome,
        'device', s.device, 'os', s.os, 'browser', s.browser, 'country', s.country, 'language', s.language,
        'channel', s.channel, 'referrer', s.referrer,
        'utm_source', s.utm_source, 'utm_medium', s.utm_medium, 'utm_campaign', s.utm_campaign
      ) order by s.visit, e.at, e.event_id
    )
    from visits s
    left join courses e on e.session_id = s.session_id and e.session_date = s.date
  );
end;
$$;

revoke all on function daybook.visits_list(text, text, date, date) from public;
