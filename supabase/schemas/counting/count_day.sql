-- Everything that is counted for one (owner, day), from raw: the single definition behind the daily tables, the live
-- part of the dashboard and their verification.
--
-- Rows of sections 'totals' and 'group' come for every scope; those of 'target', 'page' and 'dimension' only for the scope asked
-- for (null: all three). A session belongs to the day it started, page views and clicks to the day of their own time.
-- What a session did after midnight still decides whether it bounced, how long it took, whether it made contact, and which
-- pages and targets it is counted with: so no share of the day's sessions is over 100 %.
-- Of a breakdown with more values than daybook.value_limit() only the most frequent ones of the day are named, at all scopes
-- the same; the rest is counted together as '(other)', a visitor and a session once. p_named: the named ones, as crowded_values
-- returns them; null: those that the whole day's counts tell.
-- p_visitors: count these visitors alone; p_without_…: as if these rows had not been stored. Every number is a sum over
-- visitors, so the counts of disjoint visitors add up.
--   visitors            distinct visitor_id of the day's sessions (of a page, target or site: of those that had events of it)
--   contacting_sessions sessions with at least one click (of dimension 'site': on a link to it, so its sessions)
--   bounces             sessions with at most one page view and no click
--   duration_seconds    from a session's start to its last event, whole seconds, summed
--
-- Distinct visitors are counted as sessions minus repeated sessions: only visitors with more than one session can be
-- repeated, so only these are grouped by visitor. All visitors and a few given ones are read in separate branches, so that
-- one generic plan serves both.
-- The settings keep that plan for the connection (planning takes longer than counting a small change), keep it on the
-- index that finds the rows, and prefer hashing: measured, sorts and nested loops take several times as long here, but the
-- planner has no statistics of the steps in between. The function is long because splitting it would count twice.
create function daybook.count_day(
  p_user_code text,
  p_date date,
  p_scope text default null,
  p_scope_code text default '',
  p_visitors bigint[] default null,
  p_without_views uuid[] default '{}',
  p_without_clicks uuid[] default '{}',
  p_named jsonb default null
)
returns setof daybook.counted_row
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
declare
  zone text := (
    select z.time_zone
    from public.analytics_owner_time_zones z
    where z.user_code = p_user_code
      and z.valid_from < (p_date + 1)::timestamp at time zone z.time_zone
    order by z.valid_from desc
    limit 1
  );
  crowded jsonb := coalesce(p_named, daybook.crowded_values(p_user_code, p_date));
  -- One variable for each, since taking an object out of another copies it, for every row.
  named_page jsonb := crowded -> 'page';
  named_target jsonb := crowded -> 'target';
  named_site jsonb := crowded -> 'site';
  named_referrer jsonb := crowded -> 'referrer';
  named_channel jsonb := crowded -> 'channel';
  named_utm_source jsonb := crowded -> 'utm_source';
  named_utm_medium jsonb := crowded -> 'utm_medium';
  named_utm_campaign jsonb := crowded -> 'utm_campaign';
  named_country jsonb := crowded -> 'country';
  named_device jsonb := crowded -> 'device';
  named_browser jsonb := crowded -> 'browser';
  named_os jsonb := crowded -> 'os';
  named_language jsonb := crowded -> 'language';
begin
  return query
  with raw_events as (
    select v.date, v.session_date, v.session_id, v.event_id, v.at, v.visitor_id, v.group_code, v.share_code,
      v.page, null::text as target, null::text as outcome, null::text as site
    from public.analytics_page_views v
    where v.user_code = p_user_code
      and v.date between p_date and p_date + 1
      and (v.date = p_date or v.session_date = p_date)
      and p_visitors is null
    union all
    select c.date, c.session_date, c.session_id, c.event_id, c.at, c.visitor_id, c.group_code, c.share_code,
      c.page, c.target, c.outcome, nullif(c.site, '')
    from public.analytics_clicks c
    where c.user_code = p_user_code
      and c.date between p_date and p_date + 1
      and (c.date = p_date or c.session_date = p_date)
      and p_visitors is null
    union all
    select e.*
    from daybook.visitors_events(p_user_code, p_date, p_visitors) as e
    where p_visitors is not null
      and e.event_id is not null
      and case when e.target is null then e.event_id not in (select w.id from unnest(p_without_views) as w(id))
        else e.event_id not in (select w.id from unnest(p_without_clicks) as w(id)) end
  ),
  events as materialized (
    select e.date, e.session_date, e.session_id, e.event_id, e.at, e.visitor_id, e.group_code, e.share_code,
      case when named_page is null or named_page ? e.page then e.page else '(other)' end as page,
      case when named_target is null or e.target is null or named_target ? e.target then e.target else '(other)' end as target,
      e.outcome,
      case when named_site is null or e.site is null or named_site ? e.site then e.site else '(other)' end as site
    from raw_events e
  ),
  sessions as (
    select s.*
    from public.analytics_sessions s
    where s.user_code = p_user_code
      and s.date = p_date
      and p_visitors is null
    union all
    select s.*
    from public.analytics_sessions s
    where s.user_code = p_user_code
      and s.date = p_date
      and s.session_id = any (array(select distinct e.session_id from events e where e.session_date = p_date))
      and p_visitors is not null
  ),
  courses as (
    select
      e.session_id,
      count(*) filter (where e.target is null)                                         as page_views,
      count(e.target)                                                                  as clicks,
      max(e.at)                                                                        as last_at,
      array_agg(e.page order by e.at, e.event_id) filter (where e.target is null)      as pages
    from events e
    where e.session_date = p_date
    group by e.session_id
  ),
  visits as materialized (
    select
      s.visitor_id, s.group_code, s.share_code,
      to_char(s.started_at at time zone zone, 'HH24')       as hour,
      case when named_referrer is null or named_referrer ? s.referrer then s.referrer else '(other)' end as referrer,
      case when named_channel is null or named_channel ? s.channel then s.channel else '(other)' end as channel,
      case when named_utm_source is null or named_utm_source ? s.utm_source then s.utm_source else '(other)' end as utm_source,
      case when named_utm_medium is null or named_utm_medium ? s.utm_medium then s.utm_medium else '(other)' end as utm_medium,
      case when named_utm_campaign is null or named_utm_campaign ? s.utm_campaign then s.utm_campaign else '(other)' end as utm_campaign,
      case when named_country is null or named_country ? s.country then s.country else '(other)' end as country,
      case when named_device is null or named_device ? s.device then s.device else '(other)' end as device,
      case when named_browser is null or named_browser ? s.browser then s.browser else '(other)' end as browser,
      case when named_os is null or named_os ? s.os then s.os else '(other)' end as os,
      case when named_language is null or named_language ? s.language then s.language else '(other)' end as language,
      coalesce(c.page_views, 0)::integer                    as page_views,
      coalesce(c.clicks, 0)::integer                        as clicks,
      (coalesce(c.clicks, 0) > 0)::integer                  as contacting,
      (coalesce(c.clicks, 0) = 0 and coalesce(c.page_views, 0) <= 1)::integer as bounced,
      greatest(0, floor(extract(epoch from c.last_at - s.started_at)))::integer as duration_seconds,
      c.pages[1]                                            as entry,
      c.pages[array_upper(c.pages, 1)]                      as exit
    from sessions s
    left join courses c on c.session_id = s.session_id
  ),
  -- What one session did on one page, with one target, and to one site.
  acts as materialized (
    select
      e.visitor_id, e.group_code, e.share_code, d.section, d.value,
      (e.session_date = p_date)::integer                                                     as sessions,
      count(*) filter (where e.date = p_date and e.target is null)::integer                  as page_views,
      count(e.target) filter (where e.date = p_date)::integer                                as clicks,
      count(*) filter (where e.date = p_date and d.section = 'target' and e.outcome = 'opened')::integer as opened,
      count(*) filter (where e.date = p_date and d.section = 'target' and e.outcome = 'stayed')::integer as stayed
    from events e
    cross join lateral (values ('page', e.page), ('target', e.target), ('site', e.site)) as d(section, value)
    where d.value is not null
    group by e.visitor_id, e.group_code, e.share_code, d.section, d.value, e.session_date, e.session_id
  ),
  returning_visitors as materialized (
    select v.visitor_id
    from visits v
    group by v.visitor_id
    having count(*) > 1
  ),

  -- Of each attribute's value, at each scope: by the bits of grouping() that say which columns a row is grouped by.
  by_attribute as (
    select
      grouping(v.group_code, v.share_code) as place, v.group_code, v.share_code,
      grouping(
        v.hour, v.referrer, v.channel, v.utm_source, v.utm_medium, v.utm_campaign,
        v.country, v.device, v.browser, v.os, v.language
      ) as attribute,
      coalesce(
        v.hour, v.referrer, v.channel, v.utm_source, v.utm_medium, v.utm_campaign,
        v.country, v.device, v.browser, v.os, v.language, ''
      ) as value,
      count(*) as sessions, sum(v.page_views) as page_views, sum(v.clicks) as clicks,
      sum(v.contacting) as contacting_sessions, sum(v.bounced) as bounces, sum(v.duration_seconds) as duration_seconds,
      0 as repetitions
    from visits v
    group by
      grouping sets ((), (v.group_code), (v.share_code)),
      grouping sets (
        (), (v.hour), (v.referrer), (v.channel), (v.utm_source), (v.utm_medium), (v.utm_campaign),
        (v.country), (v.device), (v.browser), (v.os), (v.language)
      )
    having count(*) > 0
    union all
    select r.place, r.group_code, r.share_code, r.attribute, r.value, 0, 0, 0, 0, 0, 0, sum(r.sessions - 1)
    from (
      select
        grouping(v.group_code, v.share_code) as place, v.group_code, v.share_code,
        grouping(
          v.hour, v.referrer, v.channel, v.utm_source, v.utm_medium, v.utm_campaign,
          v.country, v.device, v.browser, v.os, v.language
        ) as attribute,
        coalesce(
          v.hour, v.referrer, v.channel, v.utm_source, v.utm_medium, v.utm_campaign,
          v.country, v.device, v.browser, v.os, v.language, ''
        ) as value,
        count(*) as sessions
      from visits v
      where v.visitor_id in (select r.visitor_id from returning_visitors r)
      group by
        v.visitor_id,
        grouping sets ((), (v.group_code), (v.share_code)),
        grouping sets (
          (), (v.hour), (v.referrer), (v.channel), (v.utm_source), (v.utm_medium), (v.utm_campaign),
          (v.country), (v.device), (v.browser), (v.os), (v.language)
        )
      having count(*) > 1
    ) as r
    group by r.place, r.group_code, r.share_code, r.attribute, r.value
  ),
  attributes as (
    select 2047 as bits, '' as name
    union all
    select 2047 - (1 << (11 - a.place::integer)), a.name
    from unnest(array[
      'hour', 'referrer', 'channel', 'utm_source', 'utm_medium', 'utm_campaign',
      'country', 'device', 'browser', 'os', 'language'
    ]) with ordinality as a(name, place)
  ),
  by_act as (
    select
      grouping(a.group_code, a.share_code) as place, a.group_code, a.share_code, a.section, a.value,
      sum(a.sessions) as sessions, sum(a.page_views) as page_views, sum(a.clicks) as clicks,
      sum(a.opened) as opened, sum(a.stayed) as stayed, 0 as repetitions
    from acts a
    group by a.section, a.value, grouping sets ((), (a.group_code), (a.share_code))
    union all
    select r.place, r.group_code, r.share_code, r.section, r.value, 0, 0, 0, 0, 0, sum(r.sessions - 1)
    from (
      select
        grouping(a.group_code, a.share_code) as place, a.group_code, a.share_code, a.section, a.value,
        count(*) as sessions
      from acts a
      where a.sessions = 1 and a.visitor_id in (select r.visitor_id from returning_visitors r)
      group by a.visitor_id, a.section, a.value, grouping sets ((), (a.group_code), (a.share_code))
      having count(*) > 1
    ) as r
    group by r.place, r.group_code, r.share_code, r.section, r.value
  ),
  ends as (
    select
      grouping(e.group_code, e.share_code) as place, e.group_code, e.share_code, e.page,
      sum(e.entries) as entries, sum(e.exits) as exits
    from (
      select v.group_code, v.share_code, d.page, d.entries, d.exits
      from visits v
      cross join lateral (values (v.entry, 1, 0), (v.exit, 0, 1)) as d(page, entries, exits)
      where d.page is not null
    ) as e
    group by e.page, grouping sets ((), (e.group_code), (e.share_code))
  ),
  by_pair as (
    select v.group_code, v.share_code,
      count(*) as sessions, sum(v.contacting) as contacting_sessions, sum(v.bounced) as bounces,
      sum(v.duration_seconds) as duration_seconds, 0 as repetitions, 0 as page_views, 0 as clicks
    from visits v
    group by v.group_code, v.share_code
    union all
    select r.group_code, r.share_code, 0, 0, 0, 0, sum(r.sessions - 1), 0, 0
    from (
      select v.group_code, v.share_code, count(*) as sessions
      from visits v
      where v.visitor_id in (select r.visitor_id from returning_visitors r)
      group by v.visitor_id, v.group_code, v.share_code
    ) as r
    group by r.group_code, r.share_code
    union all
    select e.group_code, e.share_code, 0, 0, 0, 0, 0, count(*) - count(e.target), count(e.target)
    from events e
    where e.date = p_date
    group by e.group_code, e.share_code
  ),
  hours as (
    select
      grouping(h.group_code, h.share_code) as place, h.group_code, h.share_code, h.hour,
      sum(h.page_views) as page_views, sum(h.clicks) as clicks
    from (
      select e.group_code, e.share_code, date_part('hour', e.at at time zone zone) as hour,
        count(*) - count(e.target) as page_views, count(e.target) as clicks
      from events e
      where e.date = p_date
      group by e.group_code, e.share_code, date_part('hour', e.at at time zone zone)
    ) as h
    group by h.hour, grouping sets ((), (h.group_code), (h.share_code))
  ),

  parts as (
    select case a.name when '' then 'totals' else 'dimension' end as section,
      b.place, b.group_code, b.share_code, a.name as dimension, b.value,
      b.sessions - b.repetitions as visitors, b.sessions,
      -- Those of the day and its hours are counted by their own time.
      case when a.name in ('', 'hour') then 0 else b.page_views end as page_views,
      case when a.name in ('', 'hour') then 0 else b.clicks end as clicks,
      b.contacting_sessions,
      case a.name when '' then b.bounces else 0 end as bounces,
      case a.name when '' then b.duration_seconds else 0 end as duration_seconds,
      0 as entries, 0 as exits, 0 as opened, 0 as stayed
    from by_attribute b
    join attributes a on a.bits = b.attribute
    union all
    select case d.dimension when '' then 'totals' else 'dimension' end,
      h.place, h.group_code, h.share_code, d.dimension, d.value, 0, 0, h.page_views, h.clicks, 0, 0, 0, 0, 0, 0, 0
    from hours h
    cross join lateral (values ('', ''), ('hour', lpad(h.hour::text, 2, '0'))) as d(dimension, value)
    union all
    select case b.section when 'site' then 'dimension' else b.section end,
      b.place, b.group_code, b.share_code, case b.section when 'site' then 'site' else '' end, b.value,
      b.sessions - b.repetitions, b.sessions, b.page_views, b.clicks,
      case b.section when 'site' then b.sessions else 0 end, 0, 0, 0, 0, b.opened, b.stayed
    from by_act b
    union all
    select 'group', 2, null, b.share_code, '', b.group_code,
      b.sessions - b.repetitions, b.sessions, b.page_views, b.clicks, b.contacting_sessions, b.bounces, b.duration_seconds,
      0, 0, 0, 0
    from by_pair b
    union all
    select 'page', e.place, e.group_code, e.share_code, '', e.page, 0, 0, 0, 0, 0, 0, 0, e.entries, e.exits, 0, 0
    from ends e
  ),
  counted as (
    select
      p.section,
      case p.place when 3 then 'owner' when 1 then 'group' else 'contact' end as scope,
      coalesce(p.group_code, p.share_code, '') as scope_code,
      p.dimension, p.value,
      sum(p.visitors)::bigint as visitors, sum(p.sessions)::bigint as sessions,
      sum(p.page_views)::bigint as page_views, sum(p.clicks)::bigint as clicks,
      sum(p.contacting_sessions)::bigint as contacting_sessions,
      sum(p.bounces)::bigint as bounces, sum(p.duration_seconds)::bigint as duration_seconds,
      sum(p.entries)::bigint as entries, sum(p.exits)::bigint as exits,
      sum(p.opened)::bigint as opened, sum(p.stayed)::bigint as stayed
    from parts p
    group by p.section, p.place, p.group_code, p.share_code, p.dimension, p.value
  )
  select
    c.section, c.scope, c.scope_code, c.dimension, c.value,
    c.visitors, c.sessions, c.page_views, c.clicks, c.contacting_sessions, c.bounces, c.duration_seconds,
    c.entries, c.exits, c.opened, c.stayed
  from counted c
  where c.section in ('totals', 'group')
     or p_scope is null
     or (c.scope = p_scope and c.scope_code = p_scope_code);
end;
$$;

revoke all on function daybook.count_day(text, date, text, text, bigint[], uuid[], uuid[], jsonb) from public;
