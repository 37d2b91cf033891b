-- What a question needs of the last day it compares with, counted until its moment from raw, as count_day would have counted
-- it then: the sessions that had begun, with the events that had come. Rows of the sections 'until totals', 'until target'
-- (clicks alone) and 'until page' (page views alone). Empty where a whole day is compared. The settings are those of count_day, for the same reasons.
create function daybook.day_until(q daybook.question)
returns daybook.live_row[]
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
set enable_sort = off
set plan_cache_mode = force_generic_plan
set work_mem = '64MB'
as $$
begin
  if q.until_at is null then
    return '{}'::daybook.live_row[];
  end if;

  return array(
    with events as materialized (
      select v.session_date, v.session_id, v.at, v.visitor_id, v.page, null::text as target
      from public.analytics_page_views v
      where v.user_code = q.user_code and v.date = q.before_to and v.at < q.until_at
        and (
          q.scope = 'owner'
          or (q.scope = 'group' and v.group_code = q.scope_code)
          or (q.scope = 'contact' and v.share_code = q.scope_code)
        )
      union all
      select c.session_date, c.session_id, c.at, c.visitor_id, c.page, c.target
      from public.analytics_clicks c
      where c.user_code = q.user_code and c.date = q.before_to and c.at < q.until_at
        and (
          q.scope = 'owner'
          or (q.scope = 'group' and c.group_code = q.scope_code)
          or (q.scope = 'contact' and c.share_code = q.scope_code)
        )
    ),
    courses as (
      select
        e.session_id,
        count(*) - count(e.target) as page_views, count(e.target) as clicks, max(e.at) as last_at
      from events e
      where e.session_date = q.before_to
      group by e.session_id
    ),
    visits as materialized (
      select
        s.session_id, s.visitor_id, s.started_at, c.last_at,
        coalesce(c.page_views, 0) as page_views, coalesce(c.clicks, 0) as clicks
      from public.analytics_sessions s
      left join courses c on c.session_id = s.session_id
      where s.user_code = q.user_code and s.date = q.before_to and s.started_at < q.until_at
        and (
          q.scope = 'owner'
          or (q.scope = 'group' and s.group_code = q.scope_code)
          or (q.scope = 'contact' and s.share_code = q.scope_code)
        )
    ),
    counted as (
      select
        'until totals' as section, '' as value,
        (select count(*) from (select 1 from visits d group by d.visitor_id) as d) as visitors, count(*) as sessions,
        (select count(*) - count(e.target) from events e) as page_views,
        (select count(e.target) from events e) as clicks,
        count(*) filter (where v.clicks > 0) as contacting_sessions,
        count(*) filter (where v.clicks = 0 and v.page_views <= 1) as bounces,
        coalesce(sum(greatest(0, floor(extract(epoch from v.last_at - v.started_at))))::bigint, 0) as duration_seconds
      from visits v
      union all
      select 'until target', e.target, 0, 0, 0, count(*), 0, 0, 0
      from events e
      where e.target is not null
      group by e.target
      union all
      select 'until page', e.page, 0, 0, count(*), 0, 0, 0, 0
      from events e
      where e.target is null
      group by e.page
    )
    select (
      q.before_to, c.section, q.scope, q.scope_code, '', c.value,
      c.visitors, c.sessions, c.page_views, c.clicks, c.contacting_sessions, c.bounces, c.duration_seconds,
      0, 0, 0, 0
    )::daybook.live_row
    from counted c
  );
end;
$$;

revoke all on function daybook.day_until(daybook.question) from public;
