-- Everything that is counted for some owners and one date, from raw: the single definition behind the daily tables, the live
-- part of the dashboard and their verification. count_day is this for one owner.
--
-- Rows of sections 'totals' and 'group' come for every scope; those of 'target', 'page' and 'dimension' only for the scope asked
-- for (null: all three). A session belongs to the day it started, page views and clicks to the day of their own time.
-- What a session did after midnight still decides whether it bounced, how long it took, whether it made contact, and which
-- pages and targets it is counted with: so no share of the day's sessions is over 100 %.
-- Of a breakdown with more values than daybook.value_limit() at a scope (the owner, one group, one contact) only the most
-- frequent ones of the day there are named; the rest is counted together as '(other)', a visitor and a session once. p_named:
-- the named ones, as crowded_values returns them; null: those that the whole day's counts tell.
-- Several owners are counted at once if their days have too few raw rows for more values than that (DB002: one has more).
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
create function daybook.count_days(
  p_user_codes text[],
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
  -- In a block of its own, because a condition is planned as a whole: for one owner this one need not be.
  if cardinality(p_user_codes) > 1 then
    if exists (
      select 1
      from (
        select s.user_code
        from public.analytics_sessions s
        where s.user_code = any (p_user_codes) and s.date = p_date
        union all
        select v.user_code
        from public.analytics_page_views v
        where v.user_code = any (p_user_codes) and v.date between p_date and p_date + 1
          and (v.date = p_date or v.session_date = p_date)
        union all
        select c.user_code
        from public.analytics_clicks c
        where c.user_code = any (p_user_codes) and c.date between p_date and p_date + 1
          and (c.date = p_date or c.session_date = p_date)
      ) as r
      group by r.user_code
      having count(*) > daybook.value_limit()
    ) then
      raise exception 'days of many rows are counted one by one' using errcode = 'DB002';
    end if;
  end if;

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
    group by e.owner, e.session_id
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
      e.owner, e.session_id, e.visitor_id, e.group_code, e.share_code, d.section, d.value,
      (e.session_date = p_date)::integer                                                     as sessions,
      count(*) filter (where e.date = p_date and e.target is null)::integer                  as page_views,
      count(e.target) filter (where e.date = p_date)::integer                                as clicks,
      count(*) filter (where e.date = p_date and d.section = 'target' and e.outcome = 'opened')::integer as opened,
      count(*) filter (where e.date = p_date and d.section = 'target' and e.outcome = 'stayed')::integer as stayed
    from events e
    cross join lateral (values ('page', e.page), ('target', e.target), ('site', e.site)) as d(section, value)
    where d.value is not null
    group by e.owner, e.visitor_id, e.group_code, e.share_code, d.section, d.value, e.session_date, e.session_id
  ),
  returning_visitors as materialized (
    select v.visitor_id
    from visits v
    group by v.owner, v.visitor_id
    having count(*) > 1
  ),

  -- A visit's attributes, a row for each. The one without a name stands for the visit itself.
  attributes as not materialized (
    select
      v.owner, v.visitor_id, v.group_code, v.share_code, a.dimension,
      case
        when crowded is null or named ? (a.dimension || ' ' || a.value)
          or not crowded ?& array[
            a.dimension || ' owner:', a.dimension || ' group:' || v.group_code, a.dimension || ' contact:' || v.share_code
          ]
          then a.value
        else '(other)'
      end as value,
      v.page_views, v.clicks, v.contacting, v.bounced, v.duration_seconds
    from visits v
    cross join lateral (values
      ('', ''), ('hour', v.hour), ('referrer', v.referrer), ('channel', v.channel),
      ('utm_source', v.utm_source), ('utm_medium', v.utm_medium), ('utm_campaign', v.utm_campaign),
      ('country', v.country), ('device', v.device), ('browser', v.browser), ('os', v.os), ('language', v.language)
    ) as a(dimension, value)
  ),

  -- Sums by group and share, which add up to those of every scope. They are integers up to the last one: sums of bigint are
  -- numeric, which costs more than all else. Durations may be longer.
  by_attribute as (
    select
      a.owner, a.group_code, a.share_code, a.dimension, a.value,
      count(*)::integer as sessions, sum(a.page_views)::integer as page_views, sum(a.clicks)::integer as clicks,
      sum(a.contacting)::integer as contacting_sessions, sum(a.bounced)::integer as bounces,
      sum(a.duration_seconds) as duration_seconds
    from attributes a
    group by a.owner, a.group_code, a.share_code, a.dimension, a.value
  ),
  by_act as (
    select
      a.owner, a.group_code, a.share_code, a.section, a.value,
      sum(a.sessions)::integer as sessions, sum(a.page_views)::integer as page_views, sum(a.clicks)::integer as clicks,
      sum(a.opened)::integer as opened, sum(a.stayed)::integer as stayed
    from acts a
    group by a.owner, a.group_code, a.share_code, a.section, a.value
  ),
  by_end as (
    select v.owner, v.group_code, v.share_code, d.page, sum(d.entries)::integer as entries, sum(d.exits)::integer as exits
    from visits v
    cross join lateral (values (v.entry, 1, 0), (v.exit, 0, 1)) as d(page, entries, exits)
    where d.page is not null
    group by v.owner, v.group_code, v.share_code, d.page
  ),
  by_hour as (
    select
      e.owner, e.group_code, e.share_code, date_part('hour', e.at at time zone zones[e.owner]) as hour,
      (count(*) - count(e.target))::integer as page_views, count(e.target)::integer as clicks
    from events e
    where e.date = p_date
    group by e.owner, e.group_code, e.share_code, date_part('hour', e.at at time zone zones[e.owner])
  ),
  sums as (
    select
      case b.dimension when '' then 'totals' else 'dimension' end as section,
      b.owner, b.group_code, b.share_code, b.dimension, b.value, b.sessions,
      -- Those of the day and its hours are counted by their own time.
      case when b.dimension in ('', 'hour') then 0 else b.page_views end as page_views,
      case when b.dimension in ('', 'hour') then 0 else b.clicks end as clicks,
      b.contacting_sessions,
      case b.dimension when '' then b.bounces else 0 end as bounces,
      case b.dimension when '' then b.duration_seconds else 0 end as duration_seconds,
      0 as entries, 0 as exits, 0 as opened, 0 as stayed
    from by_attribute b
    union all
    select case d.dimension when '' then 'totals' else 'dimension' end,
      b.owner, b.group_code, b.share_code, d.dimension, d.value, 0, b.page_views, b.clicks, 0, 0, 0, 0, 0, 0, 0
    from by_hour b
    cross join lateral (values ('', ''), ('hour', lpad(b.hour::text, 2, '0'))) as d(dimension, value)
    union all
    select case b.section when 'site' then 'dimension' else b.section end,
      b.owner, b.group_code, b.share_code, case b.section when 'site' then 'site' else '' end, b.value,
      b.sessions, b.page_views, b.clicks, case b.section when 'site' then b.sessions else 0 end, 0, 0, 0, 0, b.opened, b.stayed
    from by_act b
    union all
    select 'page', b.owner, b.group_code, b.share_code, '', b.page, 0, 0, 0, 0, 0, 0, b.entries, b.exits, 0, 0
    from by_end b
  ),

  -- What does not add up, at each scope: visitors who came more than once, and visits with several values that have no name.
  repeated_attributes as (
    select r.owner, r.place, r.dimension, r.value, sum(r.sessions - 1)::integer as repetitions
    from (
      select
        a.owner, p.place, a.dimension,
        case
          when crowded is null or not crowded ? (a.dimension || ' ' || p.place)
            or named ? (a.dimension || ' ' || p.place || ' ' || a.value) then a.value
          else '(other)'
        end as value,
        count(*)::integer as sessions
      from attributes a
      cross join lateral (values ('owner:'), ('group:' || a.group_code), ('contact:' || a.share_code)) as p(place)
      where a.visitor_id in (select r.visitor_id from returning_visitors r)
      group by a.owner, a.visitor_id, p.place, a.dimension, 4
      having count(*) > 1
    ) as r
    group by r.owner, r.place, r.dimension, r.value
  ),
  unnamed_acts as materialized (
    select a.owner, p.place, a.section, a.visitor_id, count(*)::integer as acts
    from acts a
    cross join lateral (values ('owner:'), ('group:' || a.group_code), ('contact:' || a.share_code)) as p(place)
    where crowded is not null
      and a.sessions = 1
      and crowded ? (a.section || ' ' || p.place)
      and not named ? (a.section || ' ' || p.place || ' ' || a.value)
    group by a.owner, p.place, a.section, a.visitor_id, a.session_id
  ),
  repeated_acts as (
    select r.owner, r.place, r.section, r.value, sum(r.sessions - 1)::integer as repetitions
    from (
      select a.owner, p.place, a.section, a.value, count(*)::integer as sessions
      from acts a
      cross join lateral (values ('owner:'), ('group:' || a.group_code), ('contact:' || a.share_code)) as p(place)
      where a.sessions = 1
        and a.visitor_id in (select r.visitor_id from returning_visitors r)
        and (
          crowded is null or not crowded ? (a.section || ' ' || p.place)
          or named ? (a.section || ' ' || p.place || ' ' || a.value)
        )
      group by a.owner, a.visitor_id, p.place, a.section, a.value
      having count(*) > 1
      union all
      select u.owner, u.place, u.section, '(other)', count(*)::integer
      from unnamed_acts u
      where u.visitor_id in (select r.visitor_id from returning_visitors r)
      group by u.owner, u.visitor_id, u.place, u.section
      having count(*) > 1
    ) as r
    group by r.owner, r.place, r.section, r.value
  ),
  by_pair as (
    select v.owner, v.group_code, v.share_code,
      count(*)::integer as sessions, sum(v.contacting)::integer as contacting_sessions, sum(v.bounced)::integer as bounces,
      sum(v.duration_seconds) as duration_seconds, 0 as repetitions, 0 as page_views, 0 as clicks
    from visits v
    group by v.owner, v.group_code, v.share_code
    union all
    select r.owner, r.group_code, r.share_code, 0, 0, 0, 0, sum(r.sessions - 1)::integer, 0, 0
    from (
      select v.owner, v.group_code, v.share_code, count(*)::integer as sessions
      from visits v
      where v.visitor_id in (select r.visitor_id from returning_visitors r)
      group by v.owner, v.visitor_id, v.group_code, v.share_code
    ) as r
    group by r.owner, r.group_code, r.share_code
    union all
    select e.owner, e.group_code, e.share_code, 0, 0, 0, 0, 0, (count(*) - count(e.target))::integer, count(e.target)::integer
    from events e
    where e.date = p_date
    group by e.owner, e.group_code, e.share_code
  ),

  parts as (
    select
      s.owner, s.section, p.place, s.dimension,
      case
        when crowded is null or not crowded ? (coalesce(nullif(s.dimension, ''), s.section) || ' ' || p.place)
          or named ? (coalesce(nullif(s.dimension, ''), s.section) || ' ' || p.place || ' ' || s.value) then s.value
        else '(other)'
      end as value,
      s.sessions as visitors, s.sessions, s.page_views, s.clicks, s.contacting_sessions, s.bounces, s.duration_seconds,
      s.entries, s.exits, s.opened, s.stayed
    from sums s
    cross join lateral (values ('owner:'), ('group:' || s.group_code), ('contact:' || s.share_code)) as p(place)
    union all
    select r.owner, case r.dimension when '' then 'totals' else 'dimension' end, r.place, r.dimension, r.value,
      -r.repetitions, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    from repeated_attributes r
    union all
    select u.owner, case u.section when 'site' then 'dimension' else u.section end,
      u.place, case u.section when 'site' then 'site' else '' end, '(other)',
      sum(1 - u.acts)::integer, sum(1 - u.acts)::integer, 0, 0,
      case u.section when 'site' then sum(1 - u.acts)::integer else 0 end, 0, 0, 0, 0, 0, 0
    from unnamed_acts u
    group by u.owner, u.section, u.place
    union all
    select r.owner, case r.section when 'site' then 'dimension' else r.section end,
      r.place, case r.section when 'site' then 'site' else '' end, r.value, -r.repetitions, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    from repeated_acts r
    union all
    select b.owner, 'group', 'contact:' || b.share_code, '', b.group_code,
      b.sessions - b.repetitions, b.sessions, b.page_views, b.clicks, b.contacting_sessions, b.bounces, b.duration_seconds,
      0, 0, 0, 0
    from by_pair b
  ),
  counted as (
    select
      p.owner, p.section, split_part(p.place, ':', 1) as scope, split_part(p.place, ':', 2) as scope_code, p.dimension, p.value,
      sum(p.visitors)::bigint as visitors, sum(p.sessions)::bigint as sessions,
      sum(p.page_views)::bigint as page_views, sum(p.clicks)::bigint as clicks,
      sum(p.contacting_sessions)::bigint as contacting_sessions,
      sum(p.bounces)::bigint as bounces, sum(p.duration_seconds)::bigint as duration_seconds,
      sum(p.entries)::bigint as entries, sum(p.exits)::bigint as exits,
      sum(p.opened)::bigint as opened, sum(p.stayed)::bigint as stayed
    from parts p
    group by p.owner, p.section, p.place, p.dimension, p.value
  )
  select
    p_user_codes[c.owner], c.section, c.scope, c.scope_code, c.dimension, c.value,
    c.visitors, c.sessions, c.page_views, c.clicks, c.contacting_sessions, c.bounces, c.duration_seconds,
    c.entries, c.exits, c.opened, c.stayed
  from counted c
  where c.section in ('totals', 'group')
     or p_scope is null
     or (c.scope = p_scope and c.scope_code = p_scope_code);
end;
$$;

revoke all on function daybook.count_days(text[], date, text, text, bigint[], uuid[], uuid[], jsonb) from public;
