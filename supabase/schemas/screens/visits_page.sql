-- A page of the visits by one share ('' for direct visits) that began from p_from to p_to, an event a row, oldest first: {
-- rows, next }. p_after: the `next` of the page before, null for the first; `next` is null after the last. p_visits: how many
-- visits a page holds. Day by day, so that a page reads no more than the days it tells of. Visits are named by hashes, since
-- whoever knows a session's id can erase its visit.
create function daybook.visits_page(
  p_user_code text,
  p_share_code text,
  p_from date,
  p_to date,
  p_after jsonb,
  p_visits integer
)
returns jsonb
language plpgsql stable
set search_path = ''
set jit = off
as $$
declare
  after_date date := (p_after ->> 'date')::date;
  after_start timestamptz := (p_after ->> 'started_at')::timestamptz;
  after_key text := p_after ->> 'key';
  told bigint := coalesce((p_after ->> 'visit')::bigint, 0);
  room integer := p_visits;
  parts jsonb[] := '{}'::jsonb[];
  part record;
  last_of_page jsonb;
  visited record;
begin
  for visited in
    select d.date
    from (
      select c.date
      from public.analytics_daily_contact_stats c
      where c.user_code = p_user_code and c.share_code = p_share_code and c.sessions > 0
        and c.date between p_from and p_to
      union
      select m.date
      from public.analytics_dirty_days m
      where m.user_code = p_user_code and m.date between p_from and p_to
    ) as d
    where after_date is null or d.date >= after_date
    order by d.date
  loop
    with day_sessions as materialized (
      select s.*, dense_rank() over (order by s.visitor_id) as visitor,
        daybook.token_hash('visits page', s.session_id::text) as key
      from public.analytics_sessions s
      where s.user_code = p_user_code and s.date = visited.date and s.share_code = p_share_code
    ),
    chosen as materialized (
      select s.*, told + row_number() over (order by s.started_at, s.key) as visit
      from day_sessions s
      where visited.date is distinct from after_date or (s.started_at, s.key) > (after_start, after_key)
      order by s.started_at, s.key
      limit room
    ),
    courses as (
      select v.session_id, v.at, v.event_id, v.page, null::text as target, null::text as outcome, '' as site
      from public.analytics_page_views v
      join chosen s on s.session_id = v.session_id
      where v.user_code = p_user_code and v.date in (visited.date, visited.date + 1) and v.session_date = visited.date
      union all
      select c.session_id, c.at, c.event_id, c.page, c.target, c.outcome, c.site
      from public.analytics_clicks c
      join chosen s on s.session_id = c.session_id
      where c.user_code = p_user_code and c.date in (visited.date, visited.date + 1) and c.session_date = visited.date
    )
    select
      count(distinct s.visit) as visits,
      (
        select jsonb_build_object(
          'date', l.date, 'started_at', l.started_at, 'key', l.key, 'visit', l.visit
        )
        from chosen l
        order by l.visit desc
        limit 1
      ) as last_visit,
      jsonb_agg(
        jsonb_build_object(
          'visit', s.visit, 'date', s.date, 'started_at', s.started_at, 'visitor_of_day', s.visitor,
          'at', e.at, 'page', e.page, 'target', e.target, 'outcome', e.outcome, 'site', e.site,
          'device', s.device, 'os', s.os, 'browser', s.browser, 'country', s.country, 'language', s.language,
          'channel', s.channel, 'referrer', s.referrer,
          'utm_source', s.utm_source, 'utm_medium', s.utm_medium, 'utm_campaign', s.utm_campaign
        ) order by s.visit, e.at, e.event_id
      ) as list
    into part
    from chosen s
    left join courses e on e.session_id = s.session_id;

    continue when part.visits = 0;
    parts := parts || part.list;
    told := told + part.visits;
    room := room - part.visits;
    last_of_page := part.last_visit;
    exit when room <= 0;
  end loop;

  return jsonb_build_object(
    'rows', (
      select coalesce(jsonb_agg(r.value order by p.place, r.place), '[]'::jsonb)
      from unnest(parts) with ordinality as p(list, place)
      cross join lateral jsonb_array_elements(p.list) with ordinality as r(value, place)
    ),
    'next', case when room <= 0 then last_of_page end
  );
end;
$$;

revoke all on function daybook.visits_page(text, text, date, date, jsonb, integer) from public;
