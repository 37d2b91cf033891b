-- The journeys of the visits that a question is about and that began on some days, from raw. What a visit saw until its first tap
-- are its steps, in the order of time; one that tapped before it saw a page begins at the page that it tapped on. A visit looked if
-- it saw two pages, tapped, or took ten seconds.
create function daybook.journey_part(q daybook.question, p_from date, p_to date) returns daybook.journey_row[]
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_nestloop = off
set enable_sort = on
set plan_cache_mode = force_custom_plan
set work_mem = '64MB'
as $$
begin
  return array(
    with visits as materialized (
      select (row_number() over ())::integer as place, v.*
      from daybook.filtered_visits(q, p_from, p_to) as v
    ),
    events as (
      select v.place, e.at, e.event_id, e.page, null::text as target, null::text as outcome
      from visits v
      join public.analytics_page_views e on e.session_id = v.session_id and e.session_date = v.date
      where e.user_code = q.user_code and e.date between p_from and p_to + 1
      union all
      select v.place, e.at, e.event_id, e.page, e.target, e.outcome
      from visits v
      join public.analytics_clicks e on e.session_id = v.session_id and e.session_date = v.date
      where e.user_code = q.user_code and e.date between p_from and p_to + 1
    ),
    ordered as materialized (
      select e.*,
        count(e.target) over w as taps, (row_number() over w)::integer - (count(e.target) over w)::integer as views
      from events e
      window w as (partition by e.place order by e.at, e.event_id rows unbounded preceding)
    ),
    first_taps as materialized (
      select o.place, o.at, o.page, o.target, o.views
      from ordered o
      where o.target is not null and o.taps = 1
    ),
    steps as (
      select o.place, o.views as step, o.page from ordered o where o.target is null and o.taps = 0
      union all
      select f.place, 1, f.page from first_taps f where f.views = 0
    ),
    lengths as (
      select s.place, max(s.step) as steps from steps s group by s.place
    ),
    courses as (
      select
        o.place, count(*) - count(o.target) as page_views, count(o.target) as clicks, max(o.at) as last_at,
        bool_or(coalesce(o.outcome = 'opened', false)) as is_opened
      from ordered o
      group by o.place
    ),
    counted as (
      select 'step' as section, s.step, s.page, null::text as group_code, null::text as target, null::integer as seconds,
        null::text as share_code, count(*) as sessions,
        count(*) filter (where s.step = l.steps and f.place is not null) as contacted,
        count(*) filter (where s.step = l.steps and f.place is null) as lost, 0::bigint as looked, 0::bigint as opened
      from steps s
      join lengths l on l.place = s.place
      left join first_taps f on f.place = s.place
      where s.step <= 6
      group by s.step, s.page
      union all
      select 'time', null, null, v.group_code, f.target,
        greatest(0, floor(date_part('epoch', f.at - v.started_at)))::integer, null, count(*), count(*), 0, 0, 0
      from first_taps f
      join visits v on v.place = f.place
      group by v.group_code, f.target, greatest(0, floor(date_part('epoch', f.at - v.started_at)))::integer
      union all
      select 'share', null, null, null, null, null, v.share_code, count(*), count(*) filter (where c.clicks > 0), 0,
        count(*) filter (where c.clicks > 0 or c.page_views > 1 or c.last_at >= v.started_at + interval '10 seconds'),
        count(*) filter (where c.is_opened)
      from visits v
      left join courses c on c.place = v.place
      where v.share_code <> ''
      group by v.share_code
    )
    select (
      c.section, c.step, c.page, c.group_code, c.target, c.seconds, c.share_code, c.sessions, c.contacted, c.lost, c.looked, c.opened
    )::daybook.journey_row
    from counted c
  );
end;
$$;

revoke all on function daybook.journey_part(daybook.question, date, date) from public;
