-- Everything that is counted for some owners and one date, from raw, slice by slice: the single definition behind the daily tables,
-- the live part of the dashboard and their verification. count_day is this for one owner, as rows.
--
-- A session belongs to the day it started, page views and clicks to the day of their own time.
-- What a session did after midnight still decides whether it bounced, how long it took, whether it made contact, and which
-- pages and targets it is counted with: so no share of the day's sessions is over 100 %.
-- Of a breakdown with more values than daybook.value_limit() at a scope (the owner, one group, one contact) only the most
-- frequent ones of the day there are named; the rest is counted together as '(other)', a visitor and a session once. p_named:
-- the named ones, as crowded_values returns them; null: those that the whole day's counts tell.
-- Of several owners all values are named: whoever asks must not use it where the owner's breakdown has more values than that.
-- p_visitors: count these visitors alone; p_without_…: as if these rows had not been stored. Every number is a sum over
-- visitors, so the counts of disjoint visitors add up.
--   visitors            distinct visitor_id of the day's sessions (of a page, target or site: of those that had events of it)
--   contacting_sessions sessions with at least one click (of dimension 'site': on a link to it, so its sessions)
--   bounces             sessions with at most one page view and no click
--   duration_seconds    from a session's start to its last event, whole seconds, summed
--
-- Distinct visitors are counted as sessions minus repeated sessions: only visitors with more than one session can be
-- repeated, so only these are grouped by visitor. All visitors and a few given ones are read in separate branches, so that
-- one generic plan serves both. Most of the cost are rows that are passed on from step to step: so the scopes are grouping sets of
-- one aggregate instead of rows of their own, and a slice leaves with its values in one array. Until then a scope is a number, as
-- grouping(group_code, share_code) has it: 3 the owner, 1 a group, 2 a share, 0 a share's part of a group.
-- The settings keep that plan for the connection (planning takes longer than counting a small change), keep it on the
-- index that finds the rows, and prefer hashing: measured, sorts and nested loops take several times as long here, but the
-- planner has no statistics of the steps in between. A setting that a caller has for itself holds in here, too: hash joins are named
-- as allowed, for without them a big day takes the square of its visits. The function is long because splitting it would count twice.
create function daybook.count_days(
  p_user_codes text[],
  p_date date,
  p_visitors bigint[] default null,
  p_without_views uuid[] default '{}',
  p_without_clicks uuid[] default '{}',
  p_named jsonb default null
)
returns setof daybook.counted_slice
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
set enable_hashjoin = on
set enable_sort = off
set plan_cache_mode = force_generic_plan
set work_mem = '64MB'
as $$
declare
  zones text[] := array(
    select (
      select z.time_zone
      from public.analytics_owner_time_zones z
      where z.user_code = o.user_code
        and z.valid_from < (p_date + 1)::timestamp at time zone z.time_zone
      order by z.valid_from desc
      limit 1
    )
    from unnest(p_user_codes) with ordinality as o(user_code, place)
    order by o.place
  );
  names jsonb := coalesce(
    p_named,
    case when cardinality(p_user_codes) = 1 then daybook.crowded_values(p_user_codes[1], p_date) end
  );
  -- Null on a day that has room for all its values. Variables, since taking an object out of another copies it, for every row.
  crowded jsonb := nullif(names -> 'crowded', '{}'::jsonb);
  named jsonb := names -> 'named';
begin
  return query
  with raw_events as (
    select v.user_code, v.date, v.session_date, v.session_id, v.event_id, v.at, v.visitor_id, v.group_code, v.share_code,
      v.page, null::text as target, null::text as outcome, null::text as site
    from public.analytics_page_views v
    where v.user_code = any (p_user_codes)
      and v.date between p_date and p_date + 1
      and (v.date = p_date or v.session_date = p_date)
      and p_visitors is null
    union all
    select c.user_code, c.date, c.session_date, c.session_id, c.event_id, c.at, c.visitor_id, c.group_code, c.share_code,
      c.page, c.target, c.outcome, nullif(c.site, '')
    from public.analytics_clicks c
    where c.user_code = any (p_user_codes)
      and c.date between p_date and p_date + 1
      and (c.date = p_date or c.session_date = p_date)
      and p_visitors is null
    union all
    select p_user_codes[1], e.*
    from daybook.visitors_events(p_user_codes[1], p_date, p_visitors) as e
    where p_visitors is not null
      and e.event_id is not null
      and case when e.target is null then e.event_id not in (select w.id from unnest(p_without_views) as w(id))
        else e.event_id not in (select w.id from unnest(p_without_clicks) as w(id)) end
  ),
  -- An owner is the place of its code in p_user_codes from here on: numbers are grouped faster than texts.
  owners as (
    select o.user_code, o.place::integer as place
    from unnest(p_user_codes) with ordinality as o(user_code, place)
  ),
  -- What has a name at no scope, and room at none, is '(other)' from here on; all else is looked at for each of them below.
  events as materialized (
    select o.place as owner, e.date, e.session_date, e.session_id, e.event_id, e.at, e.visitor_id, e.group_code, e.share_code,
      case
        when crowded is null or named ? ('page ' || e.page)
          or not crowded ?& array['page owner:', 'page group:' || e.group_code, 'page contact:' || e.share_code]
          then e.page
        else '(other)'
      end as page,
      case
        when e.target is null or crowded is null or named ? ('target ' || e.target)
          or not crowded ?& array['target owner:', 'target group:' || e.group_code, 'target contact:' || e.share_code]
          then e.target
        else '(other)'
      end as target,
      e.outcome,
      case
        when e.site is null or crowded is null or named ? ('site ' || e.site)
          or not crowded ?& array['site owner:', 'site group:' || e.group_code, 'site contact:' || e.share_code]
          then e.site
        else '(other)'
      end as site
    from raw_events e
    join owners o on o.user_code = e.user_code
  ),
  sessions as (
    select s.*
    from public.analytics_sessions s
    where s.user_code = any (p_user_codes)
      and s.date = p_date
      and p_visitors is null
    union all
    select s.*
    from daybook.sessions_by_id(
      p_user_codes[1], p_date, array(select distinct e.session_id from events e where e.session_date = p_date)
    ) as s
    where p_visitors is not null and s.session_id is not null
  ),
  courses as (
    select
      e.owner, e.session_id,
      count(*) filter (where e.target is null)                                         as page_views,
      count(e.target)                                                                  as clicks,
      max(e.at)                                                                        as last_at,
      array_agg(e.page order by e.at, e.event_id) filter (where e.target is null)      as pages
    from events e
    where e.session_date = p_date
    group by e.session_id, e.owner
  ),
  visits as materialized (
    select
      o.place as owner, s.visitor_id, s.group_code, s.share_code,
      to_char(s.started_at at time zone zones[o.place], 'HH24')       as hour,
      s.referrer, s.channel, s.utm_source, s.utm_medium, s.utm_campaign,
      s.country, s.device, s.browser, s.os, s.language,
      coalesce(c.page_views, 0)::integer                    as page_views,
      coalesce(c.clicks, 0)::integer                        as clicks,
      (coalesce(c.clicks, 0) > 0)::integer                  as contacting,
      (coalesce(c.clicks, 0) = 0 and coalesce(c.page_views, 0) <= 1)::integer as bounced,
      greatest(0, floor(extract(epoch from c.last_at - s.started_at)))::integer as duration_seconds,
      c.pages[1]                                            as entry,
      c.pages[array_upper(c.pages, 1)]                      as exit
    from sessions s
    join owners o on o.user_code = s.user_code
    left join courses c on c.owner = o.place and c.session_id = s.session_id
  ),
  -- What one session did on one page, with one target, and to one site.
  acts as materialized (
    select
      e.owner, e.session_id, e.visitor_id, e.group_code, e.share_code, e.dimension, e.value,
      (e.session_date = p_date)::integer                                                     as sessions,
      count(*) filter (where e.date = p_date and e.target is null)::integer                  as page_views,
      count(e.target) filter (where e.date = p_date)::integer                                as clicks,
      count(*) filter (where e.date = p_date and e.dimension = 'target' and e.outcome = 'opened')::integer as opened,
      count(*) filter (where e.date = p_date and e.dimension = 'target' and e.outcome = 'stayed')::integer as stayed
    from (
      select e.*, 'page' as dimension, e.page as value from events e where e.page is not null
      union all
      select e.*, 'target', e.target from events e where e.target is not null
      union all
      select e.*, 'site', e.site from events e where e.site is not null
    ) as e
    group by e.owner, e.visitor_id, e.group_code, e.share_code, e.dimension, e.value, e.session_date, e.session_id
  ),
  returning_visitors as materialized (
    select v.visitor_id
    from visits v
    group by v.owner, v.visitor_id
    having count(*) > 1
  ),

  -- Totals: of each group's part of a share's visits, of which those of every slice are sums.
  by_pair as (
    select v.owner, v.group_code, v.share_code,
      count(*)::integer as sessions, 0 as page_views, 0 as clicks,
      sum(v.contacting)::integer as contacting_sessions, sum(v.bounced)::integer as bounces,
      sum(v.duration_seconds) as duration_seconds
    from visits v
    group by v.owner, v.group_code, v.share_code
    union all
    select e.owner, e.group_code, e.share_code,
      0, (count(*) - count(e.target))::integer, count(e.target)::integer, 0, 0, 0
    from events e
    where e.date = p_date
    group by e.owner, e.group_code, e.share_code
  ),
  repeated_visits as (
    select r.owner, r.scope, r.group_code, r.share_code, sum(r.sessions - 1) as visitors
    from (
      select v.owner, grouping(v.group_code, v.share_code) as scope, v.group_code, v.share_code, count(*) as sessions
      from visits v
      where v.visitor_id in (select r.visitor_id from returning_visitors r)
      group by v.owner, v.visitor_id,
        grouping sets ((), (v.group_code), (v.share_code), (v.group_code, v.share_code))
      having count(*) > 1
    ) as r
    group by r.owner, r.scope, r.group_code, r.share_code
  ),
  totals as (
    select t.owner, t.scope, t.group_code, t.share_code,
      (t.sessions - coalesce(r.visitors, 0))::bigint as visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions,
      t.bounces, t.duration_seconds
    from (
      select b.owner, grouping(b.group_code, b.share_code) as scope, b.group_code, b.share_code,
        sum(b.sessions) as sessions, sum(b.page_views) as page_views, sum(b.clicks) as clicks,
        sum(b.contacting_sessions) as contacting_sessions, sum(b.bounces) as bounces,
        sum(b.duration_seconds)::bigint as duration_seconds
      from by_pair b
      group by b.owner, grouping sets ((), (b.group_code), (b.share_code), (b.group_code, b.share_code))
    ) as t
    left join repeated_visits r
      on r.owner = t.owner and r.scope = t.scope and coalesce(r.group_code, '') = coalesce(t.group_code, '')
      and coalesce(r.share_code, '') = coalesce(t.share_code, '')
  ),
  -- Of a share one row of totals, and one for each group.
  slice_totals as (
    select t.owner, case when t.scope = 0 then 2 else t.scope end as scope,
      case when t.scope = 1 then t.group_code when t.scope = 3 then '' else t.share_code end as scope_code,
      max(t.visitors) filter (where t.scope > 0) as visitors, max(t.sessions) filter (where t.scope > 0) as sessions,
      max(t.page_views) filter (where t.scope > 0) as page_views, max(t.clicks) filter (where t.scope > 0) as clicks,
      max(t.contacting_sessions) filter (where t.scope > 0) as contacting_sessions,
      max(t.bounces) filter (where t.scope > 0) as bounces,
      max(t.duration_seconds) filter (where t.scope > 0) as duration_seconds,
      case when count(*) filter (where t.scope = 0) = 1 then min(t.group_code) end as group_code,
      case when count(*) filter (where t.scope = 0) > 1 then
        jsonb_agg(
          jsonb_build_object(
            'group_code', t.group_code, 'visitors', t.visitors, 'sessions', t.sessions, 'page_views', t.page_views,
            'clicks', t.clicks, 'contacting_sessions', t.contacting_sessions, 'bounces', t.bounces,
            'duration_seconds', t.duration_seconds
          ) order by t.group_code
        ) filter (where t.scope = 0)
      end as by_group
    from totals t
    group by t.owner, 2, 3
  ),

  -- The attributes of visits, a row for each: of all of them where one has too many values, else of those whose visitors came again.
  -- Two arrays side by side, for a lateral list of values is prepared anew for every row.
  attributes as not materialized (
    select
      a.owner, a.visitor_id, a.group_code, a.share_code, a.dimension,
      case
        when crowded is null or named ? (a.dimension || ' ' || a.value)
          or not crowded ?& array[
            a.dimension || ' owner:', a.dimension || ' group:' || a.group_code, a.dimension || ' contact:' || a.share_code
          ]
          then a.value
        else '(other)'
      end as value,
      a.page_views, a.clicks, a.contacting
    from (
      select v.owner, v.visitor_id, v.group_code, v.share_code, v.page_views, v.clicks, v.contacting,
        unnest(array[
          'hour', 'referrer', 'channel', 'utm_source', 'utm_medium', 'utm_campaign', 'country', 'device', 'browser', 'os', 'language'
        ]) as dimension,
        unnest(array[
          v.hour, v.referrer, v.channel, v.utm_source, v.utm_medium, v.utm_campaign,
          v.country, v.device, v.browser, v.os, v.language
        ]) as value
      from visits v
      where crowded is not null or v.visitor_id in (select r.visitor_id from returning_visitors r)
    ) as a
  ),
  -- What is counted in parts, each of which belongs to a slice of every scope.
  parts as (
    select a.owner, a.group_code, a.share_code, a.dimension, a.value, a.sessions, a.page_views, a.clicks,
      case a.dimension when 'site' then a.sessions else 0 end as contacting_sessions, 0 as entries, 0 as exits, a.opened, a.stayed
    from acts a
    union all
    select v.owner, v.group_code, v.share_code, 'page', v.entry, 0, 0, 0, 0, 1, 0, 0, 0 from visits v where v.entry is not null
    union all
    select v.owner, v.group_code, v.share_code, 'page', v.exit, 0, 0, 0, 0, 0, 1, 0, 0 from visits v where v.exit is not null
    union all
    select v.owner, v.group_code, v.share_code, 'hour', v.hour, 1, 0, 0, v.contacting, 0, 0, 0, 0 from visits v
    union all
    select h.owner, h.group_code, h.share_code, 'hour', lpad(h.hour::text, 2, '0'), 0, h.page_views, h.clicks, 0, 0, 0, 0, 0
    from (
      select
        e.owner, e.group_code, e.share_code, date_part('hour', e.at at time zone zones[e.owner]) as hour,
        (count(*) - count(e.target))::integer as page_views, count(e.target)::integer as clicks
      from events e
      where e.date = p_date
      group by e.owner, e.group_code, e.share_code, date_part('hour', e.at at time zone zones[e.owner])
    ) as h
    union all
    select a.owner, a.group_code, a.share_code, a.dimension, a.value,
      count(*)::integer, sum(a.page_views)::integer, sum(a.clicks)::integer, sum(a.contacting)::integer, 0, 0, 0, 0
    from attributes a
    where crowded is not null and a.dimension <> 'hour'
    group by a.owner, a.group_code, a.share_code, a.dimension, a.value
  ),
  placed_parts as (
    select p.*,
      case
        when crowded is null or not crowded ? (p.dimension || ' owner:')
          or named ? (p.dimension || ' owner: ' || p.value) then p.value
        else '(other)'
      end as of_owner,
      case
        when crowded is null or not crowded ? (p.dimension || ' group:' || p.group_code)
          or named ? (p.dimension || ' group:' || p.group_code || ' ' || p.value) then p.value
        else '(other)'
      end as of_group,
      case
        when crowded is null or not crowded ? (p.dimension || ' contact:' || p.share_code)
          or named ? (p.dimension || ' contact:' || p.share_code || ' ' || p.value) then p.value
        else '(other)'
      end as of_share
    from parts p
  ),
  by_part as (
    select p.owner, grouping(p.group_code, p.share_code) as scope, coalesce(p.group_code, p.share_code, '') as scope_code,
      p.dimension, coalesce(p.of_owner, p.of_group, p.of_share) as value,
      sum(p.sessions)::integer as sessions, sum(p.page_views)::integer as page_views, sum(p.clicks)::integer as clicks,
      sum(p.contacting_sessions)::integer as contacting_sessions,
      sum(p.entries)::integer as entries, sum(p.exits)::integer as exits,
      sum(p.opened)::integer as opened, sum(p.stayed)::integer as stayed
    from placed_parts p
    group by p.owner, p.dimension,
      grouping sets ((p.of_owner), (p.group_code, p.of_group), (p.share_code, p.of_share))
    union all
    -- Where all values have room, visits are counted by each attribute as they are: spreading them first costs more.
    select v.owner, grouping(v.group_code, v.share_code), coalesce(v.group_code, v.share_code, ''),
      case grouping(
        v.referrer, v.channel, v.utm_source, v.utm_medium, v.utm_campaign, v.country,
        v.device, v.browser, v.os, v.language
      )
        when 511 then 'referrer' when 767 then 'channel' when 895 then 'utm_source'
        when 959 then 'utm_medium' when 991 then 'utm_campaign' when 1007 then 'country'
        when 1015 then 'device' when 1019 then 'browser' when 1021 then 'os'
        when 1022 then 'language'
      end,
      coalesce(
        v.referrer, v.channel, v.utm_source, v.utm_medium, v.utm_campaign, v.country,
        v.device, v.browser, v.os, v.language
      ),
      count(*)::integer, sum(v.page_views)::integer, sum(v.clicks)::integer, sum(v.contacting)::integer, 0, 0, 0, 0
    from visits v
    where crowded is null
    group by v.owner,
      grouping sets ((), (v.group_code), (v.share_code)),
      grouping sets (
        (v.referrer), (v.channel), (v.utm_source), (v.utm_medium), (v.utm_campaign),
        (v.country), (v.device), (v.browser), (v.os), (v.language)
      )
  ),

  -- What does not add up, at each scope: visitors who came more than once, and visits with several values that have no name.
  unnamed_acts as materialized (
    select a.owner, p.scope, p.scope_code, a.dimension, a.visitor_id, count(*)::integer as acts
    from acts a
    cross join lateral (values
      (3, '', 'owner:'), (1, a.group_code, 'group:' || a.group_code), (2, a.share_code, 'contact:' || a.share_code)
    ) as p(scope, scope_code, place)
    where crowded is not null
      and a.sessions = 1
      and crowded ? (a.dimension || ' ' || p.place)
      and not named ? (a.dimension || ' ' || p.place || ' ' || a.value)
    group by a.owner, p.scope, p.scope_code, a.dimension, a.visitor_id, a.session_id
  ),
  -- By the names that they have at each scope; what an act has no name at is counted by visits, below.
  placed_repeats as (
    select a.owner, a.visitor_id, a.group_code, a.share_code, a.dimension,
      case
        when crowded is null or not crowded ? (a.dimension || ' owner:')
          or named ? (a.dimension || ' owner: ' || a.value) then a.value
        when a.is_attribute then '(other)'
      end as of_owner,
      case
        when crowded is null or not crowded ? (a.dimension || ' group:' || a.group_code)
          or named ? (a.dimension || ' group:' || a.group_code || ' ' || a.value) then a.value
        when a.is_attribute then '(other)'
      end as of_group,
      case
        when crowded is null or not crowded ? (a.dimension || ' contact:' || a.share_code)
          or named ? (a.dimension || ' contact:' || a.share_code || ' ' || a.value) then a.value
        when a.is_attribute then '(other)'
      end as of_share
    from (
      select v.owner, v.visitor_id, v.group_code, v.share_code, v.dimension, v.value, true as is_attribute
      from attributes v
      union all
      select c.owner, c.visitor_id, c.group_code, c.share_code, c.dimension, c.value, false
      from acts c
      where c.sessions = 1
    ) as a
    where a.visitor_id in (select r.visitor_id from returning_visitors r)
  ),
  repeated as (
    select p.owner, grouping(p.group_code, p.share_code) as scope, coalesce(p.group_code, p.share_code, '') as scope_code,
      p.dimension, coalesce(p.of_owner, p.of_group, p.of_share) as value, count(*)::integer as sessions
    from placed_repeats p
    group by p.owner, p.visitor_id, p.dimension,
      grouping sets ((p.of_owner), (p.group_code, p.of_group), (p.share_code, p.of_share))
    having count(*) > 1 and coalesce(p.of_owner, p.of_group, p.of_share) is not null
    union all
    select u.owner, u.scope, u.scope_code, u.dimension, '(other)', count(*)::integer
    from unnamed_acts u
    where u.visitor_id in (select r.visitor_id from returning_visitors r)
    group by u.owner, u.visitor_id, u.scope, u.scope_code, u.dimension
    having count(*) > 1
  ),
  surplus as (
    select s.owner, s.scope, s.scope_code, s.dimension, s.value,
      sum(s.sessions)::integer as sessions, sum(s.visitors)::integer as visitors
    from (
      select r.owner, r.scope, r.scope_code, r.dimension, r.value, 0 as sessions, r.sessions - 1 as visitors
      from repeated r
      union all
      select u.owner, u.scope, u.scope_code, u.dimension, '(other)', u.acts - 1, u.acts - 1
      from unnamed_acts u
    ) as s
    group by s.owner, s.scope, s.scope_code, s.dimension, s.value
  ),

  breakdowns as (
    select b.owner, b.scope, b.scope_code, array_agg((
      b.dimension, b.value, b.sessions - coalesce(s.visitors, 0), b.sessions - coalesce(s.sessions, 0), b.page_views, b.clicks,
      b.contacting_sessions - case b.dimension when 'site' then coalesce(s.sessions, 0) else 0 end,
      b.entries, b.exits, b.opened, b.stayed
    )::daybook.breakdown_value) as breakdown
    from by_part b
    left join surplus s
      on s.owner = b.owner and s.scope = b.scope and s.scope_code = b.scope_code
      and s.dimension = b.dimension and s.value = b.value
    group by b.owner, b.scope, b.scope_code
  )
  select
    p_user_codes[coalesce(t.owner, b.owner)],
    case coalesce(t.scope, b.scope) when 3 then 'owner' when 1 then 'group' else 'contact' end,
    coalesce(t.scope_code, b.scope_code),
    t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds,
    t.group_code, t.by_group,
    coalesce(b.breakdown, '{}'::daybook.breakdown_value[])
  from slice_totals t
  full join breakdowns b on b.owner = t.owner and b.scope = t.scope and b.scope_code = t.scope_code;
end;
$$;

revoke all on function daybook.count_days(text[], date, bigint[], uuid[], uuid[], jsonb) from public;
