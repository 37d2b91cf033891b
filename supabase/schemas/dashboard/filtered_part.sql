-- What count_days would count of some days, all of them in one period of the question, if only the visits that it is about had come:
-- for its scope and straight from raw. A visit's numbers belong to the day it began, page views and clicks to their own; no value
-- becomes '(other)'. Rows of 'totals' are by day; of all others, which are only ever summed, there is one for all these days, with
-- their last (a contact's: the last on which it was seen). What visits did after midnight is counted here even if it belongs to the
-- day after the last, where filtered_rows adds both (counts_next_day). p_until: as if nothing had come from then on; then sections are
-- called as those of day_until. What is compared is counted by days, targets, pages and hours alone.
-- Most of the cost are rows that are passed on from step to step, so there are few steps that see every event, and attributes are
-- carried once. What comes before grouping by visit and page is sorted, since hashing so many small groups takes longer. Merge
-- joins and nested loops would only be chosen by mistake: the planner has no statistics of the steps in between.
create function daybook.filtered_part(
  q daybook.question,
  p_from date,
  p_to date,
  p_until timestamptz default 'infinity'
)
returns daybook.live_row[]
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_nestloop = off
set enable_mergejoin = off
set enable_sort = off
set plan_cache_mode = force_custom_plan
set work_mem = '64MB'
as $$
declare
  is_current boolean := p_from >= q.from_date;
  is_one_day boolean := q.from_date = q.to_date;
  zone text := (
    select z.time_zone
    from public.analytics_owner_time_zones z
    where z.user_code = q.user_code and z.valid_from < (p_to + 1)::timestamp at time zone z.time_zone
    order by z.valid_from desc
    limit 1
  );
  -- The first day whose visits are looked at, and the last whose events count.
  first_day date := case when p_until = 'infinity' and daybook.counts_next_day(q, p_from - 1) then p_from else p_from - 1 end;
  last_day date := case when p_until = 'infinity' and daybook.counts_next_day(q, p_to) then p_to + 1 else p_to end;
begin
  return array(
    -- A visit is its place here, for numbers are grouped faster than ids. Those of the day before, of which only what they did
    -- after midnight is counted, are below 0. visitor: of those who came more than once that day.
    with visits as materialized (
      select (case when v.date < p_from then -1 else 1 end * row_number() over w)::integer as place,
        case
          when v.date >= p_from and count(*) over (partition by v.date, v.visitor_id) > 1 then (rank() over w)::integer
        end as visitor,
        v.date, v.session_id, v.started_at, v.share_code, v.group_code, v.referrer, v.channel,
        v.utm_source, v.utm_medium, v.utm_campaign, v.country, v.device, v.browser, v.os, v.language
      from daybook.filtered_visits(q, first_day, p_to, p_until) as v
      window w as (order by v.date, v.visitor_id)
    ),
    clicks as materialized (
      select v.place, v.visitor, e.at, e.page, e.target, e.outcome, e.site, e.date > e.session_date as is_late,
        e.date <= last_day as is_within
      from visits v
      join public.analytics_clicks e on e.session_id = v.session_id and e.session_date = v.date
      where e.user_code = q.user_code and e.date between p_from and p_to + 1 and e.session_date between first_day and p_to
        and e.at < p_until
    ),
    -- What a visit did on one page. Late is what it did after midnight. A visit began and ended where its first and last page view
    -- were; on several pages where it saw two at one moment.
    acts as materialized (
      select
        a.place, a.visitor, a.page collate "default" as page, a.page_views, a.clicks, a.last_at, a.late_views, a.late_clicks,
        coalesce((a.first_view_at = min(a.first_view_at) over w)::integer, 0) as entries,
        coalesce((a.last_view_at = max(a.last_view_at) over w)::integer, 0) as exits
      from (
        select
          e.place, e.visitor, e.page, count(e.viewed_at)::integer as page_views, (count(*) - count(e.viewed_at))::integer as clicks,
          min(e.viewed_at) as first_view_at, max(e.viewed_at) as last_view_at, max(e.at) as last_at,
          count(e.late_view)::integer as late_views, count(e.late_click)::integer as late_clicks
        from (
          select v.place, v.visitor, e.page collate "C" as page, e.at, e.at as viewed_at,
            case when e.date > e.session_date then 1 end as late_view, null::integer as late_click
          from visits v
          join public.analytics_page_views e on e.session_id = v.session_id and e.session_date = v.date
          where e.user_code = q.user_code and e.date between p_from and p_to + 1 and e.session_date between first_day and p_to
            and e.at < p_until
          union all
          select c.place, c.visitor, c.page, c.at, null, null, case when c.is_late then 1 end
          from clicks c
          order by 1, 3, 2
        ) as e
        group by e.place, e.page, e.visitor
      ) as a
      window w as (partition by a.place)
    ),
    courses as materialized (
      select a.place, sum(a.page_views)::integer as page_views, sum(a.clicks)::integer as clicks, max(a.last_at) as last_at
      from acts a
      where a.place > 0
      group by a.place
    ),
    by_page as materialized (
      select a.page, count(*) as sessions, sum(a.page_views) as page_views, sum(a.clicks) as clicks,
        sum(a.entries) as entries, sum(a.exits) as exits
      from acts a
      where a.place > 0
      group by a.page
    ),
    -- Of page views of one moment the ids' order decides.
    unclear as materialized (
      select a.place
      from acts a
      where a.place > 0
        and (select sum(b.entries) + sum(b.exits) from by_page b) > (select 2 * count(*) from courses c where c.page_views > 0)
      group by a.place
      having sum(a.entries) > 1 or sum(a.exits) > 1
    ),
    cleared as (
      select array_agg(e.page order by e.at, e.event_id) as pages
      from visits v
      join public.analytics_page_views e on e.session_id = v.session_id and e.session_date = v.date
      where e.user_code = q.user_code and e.date between p_from and p_to + 1 and e.session_date between first_day and p_to
        and e.at < p_until and v.place in (select u.place from unclear u)
      group by v.place
    ),
    -- Visits by attributes that go together, which make few combinations: each attribute is summed over these.
    combinations as materialized (
      select
        v.date, v.group_code, v.share_code, v.device, v.browser, v.os, v.language, v.referrer, v.channel, v.utm_source,
        v.utm_medium, v.utm_campaign, v.country,
        case when grouping(v.date) = 0 then 'slice' when grouping(v.device) = 0 then 'device' else 'source' end as kind,
        count(*)::integer as sessions,
        sum(coalesce(c.page_views, 0))::integer as page_views, sum(coalesce(c.clicks, 0))::integer as clicks,
        count(*) filter (where c.clicks > 0)::integer as contacting,
        count(*) filter (where coalesce(c.clicks, 0) = 0 and coalesce(c.page_views, 0) <= 1)::integer as bounces,
        sum(greatest(0, floor(date_part('epoch', c.last_at - v.started_at)))) as duration_seconds
      from visits v
      left join courses c on c.place = v.place
      where v.place > 0
      group by grouping sets (
        (v.date, v.group_code, v.share_code), (v.device, v.browser, v.os, v.language),
        (v.referrer, v.channel, v.utm_source, v.utm_medium, v.utm_campaign, v.country)
      )
    ),
    by_attribute as (
      select
        case when grouping(s.date) = 0 then 'day' when grouping(s.group_code) = 0 then 'group' else 'contact' end as kind,
        coalesce(s.date::text, s.group_code, s.share_code) as value,
        sum(s.sessions) as sessions, sum(s.page_views) as page_views, sum(s.clicks) as clicks,
        sum(s.contacting) as contacting_sessions, sum(s.bounces) as bounces, sum(s.duration_seconds) as duration_seconds,
        max(s.date) as last_date
      from combinations s
      where s.kind = 'slice'
      group by grouping sets ((s.date), (s.group_code), (s.share_code))
      union all
      select 'hour', to_char(v.started_at at time zone zone, 'HH24'), count(*), 0, 0, count(*) filter (where c.clicks > 0),
        0, 0, null
      from visits v
      left join courses c on c.place = v.place
      where is_one_day and v.place > 0
      group by 2
      union all
      select a.kind, a.value, d.sessions, d.page_views, d.clicks, d.contacting, 0, 0, null
      from combinations d
      cross join lateral (values
        ('device', d.device), ('browser', d.browser), ('os', d.os), ('language', d.language)
      ) as a(kind, value)
      where d.kind = 'device'
      union all
      select a.kind, a.value, s.sessions, s.page_views, s.clicks, s.contacting, 0, 0, null
      from combinations s
      cross join lateral (values
        ('referrer', s.referrer), ('channel', s.channel), ('utm_source', s.utm_source), ('utm_medium', s.utm_medium),
        ('utm_campaign', s.utm_campaign), ('country', s.country)
      ) as a(kind, value)
      where s.kind = 'source'
    ),
    -- Visitors are sessions without the repeated ones, as in count_days. Of two visits it is seen side by side what repeats.
    returning_visits as materialized (
      select v.*, case when is_one_day then to_char(v.started_at at time zone zone, 'HH24') else '' end as hour,
        min(v.place) over w as first_place, count(*) over w as visits
      from visits v
      where v.visitor is not null
      window w as (partition by v.visitor)
    ),
    repeated_attributes as (
      select r.kind, r.value, r.repetitions
      from (
        select
          case
            when grouping(s.group_code) = 0 then 'group' when grouping(s.share_code) = 0 then 'contact'
            when grouping(s.hour) = 0 then 'hour' when grouping(s.referrer) = 0 then 'referrer'
            when grouping(s.channel) = 0 then 'channel' when grouping(s.utm_source) = 0 then 'utm_source'
            when grouping(s.utm_medium) = 0 then 'utm_medium' when grouping(s.utm_campaign) = 0 then 'utm_campaign'
            when grouping(s.country) = 0 then 'country' when grouping(s.device) = 0 then 'device'
            when grouping(s.browser) = 0 then 'browser' when grouping(s.os) = 0 then 'os'
            when grouping(s.language) = 0 then 'language' else 'day'
          end as kind,
          coalesce(
            s.group_code, s.share_code, s.hour, s.referrer, s.channel, s.utm_source, s.utm_medium, s.utm_campaign,
            s.country, s.device, s.browser, s.os, s.language, s.date::text
          ) as value,
          count(*) as repetitions
        from (
          select
            a.date, case when a.group_code = b.group_code then a.group_code end as group_code,
            case when a.share_code = b.share_code then a.share_code end as share_code,
            case when a.hour = b.hour then a.hour end as hour,
            case when a.referrer = b.referrer then a.referrer end as referrer,
            case when a.channel = b.channel then a.channel end as channel,
            case when a.utm_source = b.utm_source then a.utm_source end as utm_source,
            case when a.utm_medium = b.utm_medium then a.utm_medium end as utm_medium,
            case when a.utm_campaign = b.utm_campaign then a.utm_campaign end as utm_campaign,
            case when a.country = b.country then a.country end as country,
            case when a.device = b.device then a.device end as device,
            case when a.browser = b.browser then a.browser end as browser,
            case when a.os = b.os then a.os end as os,
            case when a.language = b.language then a.language end as language
          from returning_visits a
          join returning_visits b on b.place = a.first_place
          where a.visits = 2 and a.place > a.first_place
        ) as s
        group by grouping sets (
          (s.date), (s.group_code), (s.share_code), (s.hour), (s.referrer), (s.channel), (s.utm_source), (s.utm_medium),
          (s.utm_campaign), (s.country), (s.device), (s.browser), (s.os), (s.language)
        )
      ) as r
      where r.value is not null
      union all
      select r.kind, r.value, sum(r.sessions - 1)
      from (
        select
          case
            when grouping(s.group_code) = 0 then 'group' when grouping(s.share_code) = 0 then 'contact'
            when grouping(s.hour) = 0 then 'hour' when grouping(s.referrer) = 0 then 'referrer'
            when grouping(s.channel) = 0 then 'channel' when grouping(s.utm_source) = 0 then 'utm_source'
            when grouping(s.utm_medium) = 0 then 'utm_medium' when grouping(s.utm_campaign) = 0 then 'utm_campaign'
            when grouping(s.country) = 0 then 'country' when grouping(s.device) = 0 then 'device'
            when grouping(s.browser) = 0 then 'browser' when grouping(s.os) = 0 then 'os'
            when grouping(s.language) = 0 then 'language' else 'day'
          end as kind,
          coalesce(
            s.group_code, s.share_code, s.hour, s.referrer, s.channel, s.utm_source, s.utm_medium, s.utm_campaign,
            s.country, s.device, s.browser, s.os, s.language, min(s.date)::text
          ) as value,
          count(*) as sessions
        from returning_visits s
        where s.visits > 2
        group by s.visitor, grouping sets (
          (), (s.group_code), (s.share_code), (s.hour), (s.referrer), (s.channel), (s.utm_source), (s.utm_medium),
          (s.utm_campaign), (s.country), (s.device), (s.browser), (s.os), (s.language)
        )
        having count(*) > 1
      ) as r
      group by r.kind, r.value
    ),
    -- What a visit did with one target, and to one site.
    click_acts as materialized (
      select 'target' as kind, c.target as value, c.place, c.visitor, count(*) filter (where c.is_within)::integer as clicks,
        count(*) filter (where c.is_within and c.outcome = 'opened')::integer as opened,
        count(*) filter (where c.is_within and c.outcome = 'stayed')::integer as stayed
      from clicks c
      group by c.place, c.visitor, c.target
      union all
      select 'site', c.site, c.place, c.visitor, count(*) filter (where c.is_within)::integer, 0, 0
      from clicks c
      where c.site <> ''
      group by c.place, c.visitor, c.site
    ),
    repeated_acts as (
      select r.kind, r.value, sum(r.sessions - 1) as repetitions
      from (
        select 'page' as kind, a.page as value, count(*) as sessions
        from acts a
        where is_current and a.visitor is not null
        group by a.page, a.visitor
        having count(*) > 1
        union all
        select a.kind, a.value, count(*)
        from click_acts a
        where is_current and a.visitor is not null
        group by a.kind, a.value, a.visitor
        having count(*) > 1
      ) as r
      group by r.kind, r.value
    ),
    -- A visit's page views and clicks after midnight belong to the next day.
    late_acts as materialized (
      select v.date, v.group_code, v.share_code, a.page, a.late_views, a.late_clicks
      from acts a
      join visits v on v.place = a.place
      where a.late_views > 0 or a.late_clicks > 0
    ),
    moved as (
      select 'day' as kind, l.date::text as value, -l.late_views as page_views, -l.late_clicks as clicks, l.date as last_date
      from late_acts l
      where l.date >= p_from
      union all
      select 'day', (l.date + 1)::text, l.late_views, l.late_clicks, l.date + 1
      from late_acts l
      where l.date < last_day
      union all
      -- Of these days: what was done on the first of them by visits of the day before, and not what came on the day after.
      select d.kind, d.value, d.sign * l.late_views, d.sign * l.late_clicks, case when l.date < last_day then l.date + 1 end
      from late_acts l
      cross join lateral (
        select k.kind, k.value, case when l.date < p_from then 1 when l.date = last_day then -1 else 0 end as sign
        from (values ('group', l.group_code), ('contact', l.share_code), ('page', l.page)) as k(kind, value)
      ) as d
    ),
    hours as (
      select to_char(e.at at time zone zone, 'HH24') as hour, count(*) - count(e.target) as page_views, count(e.target) as clicks
      from (
        select e.at, null::text as target
        from visits v
        join public.analytics_page_views e on e.session_id = v.session_id and e.session_date = v.date
        where is_one_day and e.user_code = q.user_code and e.date = p_to and e.at < p_until
        union all
        select c.at, c.target
        from clicks c
        where is_one_day and c.is_within
      ) as e
      group by 1
    ),
    parts as (
      select b.kind, b.value, b.sessions as visitors, b.sessions, b.page_views, b.clicks, b.contacting_sessions,
        b.bounces, b.duration_seconds, b.last_date, 0 as entries, 0 as exits, 0 as opened, 0 as stayed
      from by_attribute b
      union all
      select r.kind, r.value, -r.repetitions, 0, 0, 0, 0, 0, 0, null, 0, 0, 0, 0
      from repeated_attributes r
      union all
      select m.kind, m.value, 0, 0, sum(m.page_views), sum(m.clicks), 0, 0, 0, max(m.last_date), 0, 0, 0, 0
      from moved m
      group by m.kind, m.value
      union all
      select 'hour', h.hour, 0, 0, h.page_views, h.clicks, 0, 0, 0, null, 0, 0, 0, 0
      from hours h
      union all
      select 'page', b.page, b.sessions, b.sessions, b.page_views, b.clicks, 0, 0, 0, null, b.entries, b.exits, 0, 0
      from by_page b
      union all
      select a.kind, a.value, count(*) filter (where a.place > 0), count(*) filter (where a.place > 0), 0, sum(a.clicks),
        case a.kind when 'site' then count(*) filter (where a.place > 0) else 0 end, 0, 0, null, 0, 0, sum(a.opened), sum(a.stayed)
      from click_acts a
      group by a.kind, a.value
      union all
      select r.kind, r.value, -r.repetitions, 0, 0, 0, 0, 0, 0, null, 0, 0, 0, 0
      from repeated_acts r
      union all
      select 'page', a.page, 0, 0, 0, 0, 0, 0, 0, null, -sum(a.entries), -sum(a.exits), 0, 0
      from acts a
      where a.place in (select u.place from unclear u)
      group by a.page
      union all
      select 'page', e.page, 0, 0, 0, 0, 0, 0, 0, null, sum(e.entries), sum(e.exits), 0, 0
      from cleared c
      cross join lateral (values (c.pages[1], 1, 0), (c.pages[array_upper(c.pages, 1)], 0, 1)) as e(page, entries, exits)
      group by e.page
    ),
    counted as (
      select
        p.kind, p.value, sum(p.visitors)::bigint as visitors, sum(p.sessions)::bigint as sessions,
        sum(p.page_views)::bigint as page_views, sum(p.clicks)::bigint as clicks,
        sum(p.contacting_sessions)::bigint as contacting_sessions, sum(p.bounces)::bigint as bounces,
        sum(p.duration_seconds)::bigint as duration_seconds, max(p.last_date) as last_date,
        sum(p.entries)::bigint as entries, sum(p.exits)::bigint as exits, sum(p.opened)::bigint as opened,
        sum(p.stayed)::bigint as stayed
      from parts p
      where case p.kind when 'hour' then is_one_day when 'day' then true else is_current or p.kind in ('page', 'target') end
      group by p.kind, p.value
    )
    select (
      case c.kind when 'day' then c.value::date when 'contact' then c.last_date else p_to end,
      case when p_until < 'infinity' then 'until ' else '' end || case
        when c.kind in ('page', 'target') then c.kind
        when c.kind in ('day', 'group') then 'totals'
        when c.kind = 'contact' then case q.scope when 'group' then 'group' else 'totals' end
        else 'dimension'
      end,
      case when c.kind in ('group', 'contact') then c.kind else q.scope end,
      case when c.kind in ('group', 'contact') then c.value else q.scope_code end,
      case when c.kind in ('day', 'group', 'contact', 'page', 'target') then '' else c.kind end,
      case
        when c.kind in ('day', 'group') then '' when c.kind = 'contact' then case q.scope when 'group' then q.scope_code else '' end
        else c.value
      end,
      c.visitors, c.sessions, c.page_views, c.clicks, c.contacting_sessions, c.bounces, c.duration_seconds,
      c.entries, c.exits, c.opened, c.stayed
    )::daybook.live_row
    from counted c
    -- The one group or contact that a question is about has its days already.
    where c.kind <> q.scope
  );
end;
$$;

revoke all on function daybook.filtered_part(daybook.question, date, date, timestamptz) from public;
