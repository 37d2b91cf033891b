-- What count_days would count of some days, all of them in one period of the question, if only the visits that it is about had come:
-- for its scope and straight from raw. A visit's numbers belong to the day it began, page views and clicks to their own; no value
-- becomes '(other)'. Rows of 'totals' are by day; of all others, which are only ever summed, there is one for all these days, with
-- their last (a contact's: the last on which it was seen). p_until: as if nothing had come from then on; then sections are called
-- as those of day_until. What is compared is counted by days, targets, pages and hours alone.
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
begin
  return array(
    -- A visit is its place here, for numbers are grouped faster than ids. Those of the day before, of which only what they did
    -- after midnight is counted, are below 0.
    with visits as materialized (
      select (case when v.date < p_from then -1 else 1 end * row_number() over ())::integer as place, v.*
      from daybook.filtered_visits(q, p_from - 1, p_to, p_until) as v
    ),
    events as materialized (
      select v.place, e.date, e.event_id, e.at, e.page, null::text as target, null::text as outcome, '' as site
      from visits v
      join public.analytics_page_views e on e.session_id = v.session_id and e.session_date = v.date
      where e.user_code = q.user_code and e.date between p_from and p_to + 1 and e.at < p_until
      union all
      select v.place, e.date, e.event_id, e.at, e.page, e.target, e.outcome, e.site
      from visits v
      join public.analytics_clicks e on e.session_id = v.session_id and e.session_date = v.date
      where e.user_code = q.user_code and e.date between p_from and p_to + 1 and e.at < p_until
    ),
    courses as materialized (
      select
        e.place, (count(*) - count(e.target))::integer as page_views, count(e.target)::integer as clicks, max(e.at) as last_at,
        array_agg(e.page order by e.at, e.event_id) filter (where e.target is null) as pages,
        -- Of these days: what came after midnight may belong to the next one.
        count(*) filter (where e.target is null and e.date <= p_to)::integer as day_views,
        count(e.target) filter (where e.date <= p_to)::integer as day_clicks,
        max(e.date) filter (where e.date <= p_to) as last_date
      from events e
      group by e.place
    ),
    stays as materialized (
      select
        v.*,
        case when is_one_day then to_char(v.started_at at time zone zone, 'HH24') else '' end as hour,
        coalesce(c.page_views, 0) as page_views, coalesce(c.clicks, 0) as clicks,
        (coalesce(c.clicks, 0) > 0)::integer as contacting,
        (coalesce(c.clicks, 0) = 0 and coalesce(c.page_views, 0) <= 1)::integer as bounced,
        greatest(0, floor(date_part('epoch', c.last_at - v.started_at)))::integer as duration_seconds,
        c.pages[1] as entry, c.pages[array_upper(c.pages, 1)] as exit
      from visits v
      left join courses c on c.place = v.place
      where v.place > 0
    ),
    -- Attributes that go together make few combinations: each is summed over these.
    devices as (
      select s.device, s.browser, s.os, s.language, count(*)::integer as sessions, sum(s.page_views)::integer as page_views,
        sum(s.clicks)::integer as clicks, sum(s.contacting)::integer as contacting
      from stays s
      group by s.device, s.browser, s.os, s.language
    ),
    sources as (
      select s.referrer, s.channel, s.utm_source, s.utm_medium, s.utm_campaign, s.country, count(*)::integer as sessions,
        sum(s.page_views)::integer as page_views, sum(s.clicks)::integer as clicks, sum(s.contacting)::integer as contacting
      from stays s
      group by s.referrer, s.channel, s.utm_source, s.utm_medium, s.utm_campaign, s.country
    ),
    by_attribute as (
      select
        case
          when grouping(s.date) = 0 then 'day' when grouping(s.group_code) = 0 then 'group'
          when grouping(s.share_code) = 0 then 'contact' else 'hour'
        end as kind,
        coalesce(s.date::text, s.group_code, s.share_code, s.hour) as value,
        count(*)::integer as sessions, 0 as page_views, 0 as clicks,
        sum(s.contacting) as contacting_sessions, sum(s.bounced) as bounces, sum(s.duration_seconds) as duration_seconds,
        max(s.date) as last_date
      from stays s
      group by grouping sets ((s.date), (s.group_code), (s.share_code), (s.hour))
      union all
      select a.kind, a.value, d.sessions, d.page_views, d.clicks, d.contacting, 0, 0, null
      from devices d
      cross join lateral (values
        ('device', d.device), ('browser', d.browser), ('os', d.os), ('language', d.language)
      ) as a(kind, value)
      where is_current
      union all
      select a.kind, a.value, s.sessions, s.page_views, s.clicks, s.contacting, 0, 0, null
      from sources s
      cross join lateral (values
        ('referrer', s.referrer), ('channel', s.channel), ('utm_source', s.utm_source), ('utm_medium', s.utm_medium),
        ('utm_campaign', s.utm_campaign), ('country', s.country)
      ) as a(kind, value)
      where is_current
    ),
    -- Visitors are sessions without the repeated ones, as in count_days.
    returning_visitors as (
      select s.date, s.visitor_id
      from stays s
      group by s.date, s.visitor_id
      having count(*) > 1
    ),
    returning_stays as materialized (
      select s.*
      from stays s
      join returning_visitors r on r.date = s.date and r.visitor_id = s.visitor_id
    ),
    repeated_attributes as (
      select r.kind, r.value, sum(r.sessions - 1) as repetitions
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
          count(*) as sessions
        from returning_stays s
        group by s.date, s.visitor_id, grouping sets (
          (), (s.group_code), (s.share_code), (s.hour), (s.referrer), (s.channel), (s.utm_source), (s.utm_medium),
          (s.utm_campaign), (s.country), (s.device), (s.browser), (s.os), (s.language)
        )
        having count(*) > 1
      ) as r
      group by r.kind, r.value
    ),
    -- What a visit did on one page, with one target, and to one site.
    acts as materialized (
      select 'page' as kind, e.page as value, e.place, (e.place > 0)::integer as sessions,
        count(*) filter (where e.target is null and e.date <= p_to)::integer as page_views,
        count(e.target) filter (where e.date <= p_to)::integer as clicks, 0 as opened, 0 as stayed
      from events e
      group by e.place, e.page
      union all
      select 'target', e.target, e.place, (e.place > 0)::integer, 0, count(*) filter (where e.date <= p_to)::integer,
        count(*) filter (where e.date <= p_to and e.outcome = 'opened')::integer,
        count(*) filter (where e.date <= p_to and e.outcome = 'stayed')::integer
      from events e
      where e.target is not null
      group by e.place, e.target
      union all
      select 'site', e.site, e.place, (e.place > 0)::integer, 0, count(*) filter (where e.date <= p_to)::integer, 0, 0
      from events e
      where e.site <> ''
      group by e.place, e.site
    ),
    repeated_acts as (
      select r.kind, r.value, sum(r.sessions - 1) as repetitions
      from (
        select a.kind, a.value, count(*) as sessions
        from acts a
        join returning_stays s on s.place = a.place
        where a.sessions = 1 and is_current
        group by a.kind, a.value, s.date, s.visitor_id
        having count(*) > 1
      ) as r
      group by r.kind, r.value
    ),
    by_event as (
      select 'day' as kind, e.date::text as value, count(*) - count(e.target) as page_views, count(e.target) as clicks,
        e.date as last_date
      from events e
      where e.date <= p_to
      group by e.date
      union all
      select
        case when grouping(v.group_code) = 0 then 'group' else 'contact' end, coalesce(v.group_code, v.share_code),
        sum(c.day_views), sum(c.day_clicks), max(c.last_date)
      from courses c
      join visits v on v.place = c.place
      where c.last_date is not null and is_current
      group by grouping sets ((v.group_code), (v.share_code))
      union all
      select 'hour', e.hour, count(*) - count(e.target), count(e.target), p_to
      from (
        select v.target, to_char(v.at at time zone zone, 'HH24') as hour from events v where is_one_day and v.date <= p_to
      ) as e
      group by e.hour
    ),
    parts as (
      select b.kind, b.value, b.sessions as visitors, b.sessions, b.page_views, b.clicks, b.contacting_sessions,
        b.bounces, b.duration_seconds, b.last_date, 0 as entries, 0 as exits, 0 as opened, 0 as stayed
      from by_attribute b
      union all
      select r.kind, r.value, -r.repetitions, 0, 0, 0, 0, 0, 0, null, 0, 0, 0, 0
      from repeated_attributes r
      union all
      select e.kind, e.value, 0, 0, e.page_views, e.clicks, 0, 0, 0, e.last_date, 0, 0, 0, 0
      from by_event e
      union all
      select a.kind, a.value, sum(a.sessions), sum(a.sessions), sum(a.page_views), sum(a.clicks),
        case a.kind when 'site' then sum(a.sessions) else 0 end, 0, 0, null, 0, 0, sum(a.opened), sum(a.stayed)
      from acts a
      group by a.kind, a.value
      union all
      select r.kind, r.value, -r.repetitions, 0, 0, 0, 0, 0, 0, null, 0, 0, 0, 0
      from repeated_acts r
      union all
      select 'page', s.entry, 0, 0, 0, 0, 0, 0, 0, null, count(*), 0, 0, 0
      from stays s
      where s.entry is not null
      group by s.entry
      union all
      select 'page', s.exit, 0, 0, 0, 0, 0, 0, 0, null, 0, count(*), 0, 0
      from stays s
      where s.exit is not null
      group by s.exit
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
