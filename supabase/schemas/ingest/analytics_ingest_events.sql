-- Writes a flush: sessions, page views, clicks, the marks of the days they touch and the accounting, in one
-- transaction. Safe to send again: what is already stored counts as a duplicate.
--
-- payload: { batches: [{ batch, user_code, session: { id, started_at, visitor_id, share_code, referrer, channel,
--   utm_source, utm_medium, utm_campaign, country, device, browser, os, language },
--   page_views: [{ id, at, page }], clicks: [{ id, at, page, target, outcome?, site? }],
--   filtered: { code: n }, rejected: { code: n } }] }
-- returns: { batches: [{ batch, stored, duplicates, filtered }] }; `filtered`: events of what was erased on purpose.
-- A share_code that is none of the owner's is a direct visit; its events are accounted for as stored, code 'unknown_share'.
-- 23503: an owner does not exist; nothing of the flush is stored then.
--
-- One long function, because its steps share arrays of the flush, which would be copied at every call.
create function daybook.analytics_ingest_events(payload jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
as $$
declare
  flush uuid := gen_random_uuid();
  zones record;
  unknown text;
  placed record;
  shares record;
  code text;
  erasers text[] := '{}'::text[];
  erased_places bigint[] := '{}'::bigint[];
  erased_batches integer[] := '{}'::integer[];
  sessions record;
  visits record;
  eventless jsonb;
  unvisited record;
  result jsonb;
begin
  select
    array_agg(z.user_code)  as user_code,
    array_agg(z.valid_from) as valid_from,
    array_agg(z.valid_to)   as valid_to,
    array_agg(z.time_zone)  as time_zone
  into zones
  from daybook.owner_zones(
    array(select b.value ->> 'user_code' from jsonb_array_elements(payload -> 'batches') as b)
  ) as z
  where z.user_code is not null;
  select b.value ->> 'user_code'
  into unknown
  from jsonb_array_elements(payload -> 'batches') as b
  where b.value ->> 'user_code' is null
    or b.value ->> 'user_code' not in (select z.user_code from unnest(zones.user_code) as z(user_code))
  limit 1;
  if found then
    raise exception 'unknown owner %', coalesce(unknown, '(none)') using errcode = '23503';
  end if;

  -- An event's day follows from its time and the owner's history of zones alone, so every retry finds the same one.
  -- A session that started more than a day before its event is counted anew on the event's day. The events are kept as one
  -- array for each column: later statements read these several times faster than arrays of rows.
  with batches as (
    select
      (b.value ->> 'batch')::integer                       as batch,
      b.value ->> 'user_code'                              as user_code,
      (b.value -> 'session' ->> 'id')::uuid                as session_id,
      (b.value -> 'session' ->> 'started_at')::timestamptz as started_at,
      nullif(b.value -> 'page_views', 'null')              as page_views,
      nullif(b.value -> 'clicks', 'null')                  as clicks
    from jsonb_array_elements(payload -> 'batches') as b
  ),
  visits as materialized (
    select b.*, (b.started_at at time zone z.time_zone)::date as started_on
    from batches b
    join unnest(zones.user_code, zones.valid_from, zones.valid_to, zones.time_zone)
      as z(user_code, valid_from, valid_to, time_zone)
      on z.user_code = b.user_code and z.valid_from <= b.started_at and b.started_at < z.valid_to
  ),
  events as (
    select b.batch, b.user_code, b.session_id, b.started_at, b.started_on, false as is_click,
      e.id, e.at, e.page, null as target, null as outcome, '' as site
    from visits b
    cross join lateral jsonb_to_recordset(b.page_views) as e(id uuid, at timestamptz, page text)
    union all
    select b.batch, b.user_code, b.session_id, b.started_at, b.started_on, true,
      e.id, e.at, e.page, e.target, e.outcome, coalesce(e.site, '')
    from visits b
    cross join lateral jsonb_to_recordset(b.clicks)
      as e(id uuid, at timestamptz, page text, target text, outcome text, site text)
  ),
  dated as (
    select e.*, (e.at at time zone z.time_zone)::date as date
    from events e
    join unnest(zones.user_code, zones.valid_from, zones.valid_to, zones.time_zone)
      as z(user_code, valid_from, valid_to, time_zone)
      on z.user_code = e.user_code and z.valid_from <= e.at and e.at < z.valid_to
  ),
  -- In the order of the primary keys, so that two flushes that meet in the same keys wait for each other instead of
  -- deadlocking. An id that comes twice in this flush is stored by the first batch that has it.
  ordered as (
    select
      d.*,
      case when d.started_on in (d.date, d.date - 1) then d.started_on else d.date end as session_date,
      case when d.started_on in (d.date, d.date - 1) then least(d.started_at, d.at) else d.at end as session_start,
      row_number() over (
        partition by d.is_click, d.user_code collate "C", d.date, d.id
        order by d.batch
      ) = 1 as is_first
    from dated d
    order by d.is_click, d.user_code collate "C", d.date, d.id, d.batch
  )
  select
    array_agg(o.batch)         as batch,
    array_agg(o.is_click)      as is_click,
    array_agg(o.is_first)      as is_first,
    array_agg(o.user_code)     as user_code,
    array_agg(o.date)          as date,
    array_agg(o.id)            as id,
    array_agg(o.at)            as at,
    array_agg(o.session_date)  as session_date,
    array_agg(o.session_start) as session_start,
    array_agg(o.session_id)    as session_id,
    array_agg(o.page)          as page,
    array_agg(o.target)        as target,
    array_agg(o.outcome)       as outcome,
    array_agg(o.site)          as site,
    count(*) filter (where o.is_first) as firsts
  into placed
  from ordered o;

  select
    array_agg(r.batch)      as batch,
    array_agg(r.share_code) as share_code,
    array_agg(r.group_code) as group_code,
    array_agg(r.is_unknown) as is_unknown
  into shares
  from daybook.resolved_shares(payload) as r;

  -- What was erased on purpose does not come back, whatever browsers still send of it. An erasure waits for the transactions that
  -- have a number when it is noted (wait_for_flushes), so this one must have one before it looks.
  perform pg_current_xact_id();
  for code in select distinct u.user_code from unnest(zones.user_code) as u(user_code) loop
    if exists (select 1 from public.analytics_erasures e where e.user_code = code) then
      erasers := erasers || code;
    end if;
  end loop;
  if cardinality(erasers) > 0 then
    select coalesce(array_agg(p.place), '{}'), coalesce(array_agg(p.batch), '{}')
    into erased_places, erased_batches
    from unnest(placed.batch, placed.user_code, placed.session_id, placed.session_date, placed.at)
      with ordinality as p(batch, user_code, session_id, session_date, at, place)
    join unnest(shares.batch, shares.share_code) as h(batch, share_code) on h.batch = p.batch
    where p.user_code = any (erasers) and daybook.is_erased(p.user_code, p.session_id, h.share_code, p.session_date, p.at);
  end if;
  if cardinality(erased_places) > 0 then
    with kept as (
      select
        p.*,
        row_number() over (partition by p.is_click, p.user_code collate "C", p.date, p.id order by p.place) = 1 as is_first
      from unnest(
        placed.batch, placed.is_click, placed.user_code, placed.date, placed.id, placed.at,
        placed.session_date, placed.session_start, placed.session_id, placed.page, placed.target, placed.outcome, placed.site
      ) with ordinality as p(
        batch, is_click, user_code, date, id, at, session_date, session_start, session_id, page, target, outcome, site, place
      )
      where p.place <> all (erased_places)
    )
    select
      array_agg(k.batch order by k.place)         as batch,
      array_agg(k.is_click order by k.place)      as is_click,
      array_agg(k.is_first order by k.place)      as is_first,
      array_agg(k.user_code order by k.place)     as user_code,
      array_agg(k.date order by k.place)          as date,
      array_agg(k.id order by k.place)            as id,
      array_agg(k.at order by k.place)            as at,
      array_agg(k.session_date order by k.place)  as session_date,
      array_agg(k.session_start order by k.place) as session_start,
      array_agg(k.session_id order by k.place)    as session_id,
      array_agg(k.page order by k.place)          as page,
      array_agg(k.target order by k.place)        as target,
      array_agg(k.outcome order by k.place)       as outcome,
      array_agg(k.site order by k.place)          as site,
      count(*) filter (where k.is_first)          as firsts
    into placed
    from kept k;
  end if;

  with stored as (
    insert into public.analytics_sessions (
      user_code, date, session_id, started_at, visitor_id, share_code, group_code,
      referrer, channel, utm_source, utm_medium, utm_campaign, country, device, browser, os, language
    )
    select distinct on (e.user_code collate "C", e.session_date, e.session_id)
      b.value ->> 'user_code', e.session_date, e.session_id, e.started_at, s.visitor_id,
      h.share_code, h.group_code,
      coalesce(s.referrer, ''), coalesce(s.channel, ''),
      coalesce(s.utm_source, ''), coalesce(s.utm_medium, ''), coalesce(s.utm_campaign, ''),
      coalesce(s.country, ''), coalesce(s.device, ''), coalesce(s.browser, ''),
      coalesce(s.os, ''), coalesce(s.language, '')
    from (
      select p.batch, p.session_date, p.session_id, min(p.user_code) as user_code, min(p.started_at) as started_at
      from unnest(placed.batch, placed.session_date, placed.session_id, placed.user_code, placed.session_start)
        as p(batch, session_date, session_id, user_code, started_at)
      group by p.batch, p.session_date, p.session_id
    ) as e
    join jsonb_array_elements(payload -> 'batches') as b on (b.value ->> 'batch')::integer = e.batch
    cross join lateral jsonb_to_record(b.value -> 'session') as s(
      visitor_id bigint, referrer text, channel text,
      utm_source text, utm_medium text, utm_campaign text, country text,
      device text, browser text, os text, language text
    )
    join unnest(shares.batch, shares.share_code, shares.group_code) as h(batch, share_code, group_code)
      on h.batch = e.batch
    order by e.user_code collate "C", e.session_date, e.session_id, e.batch
    on conflict do nothing
    returning user_code, date, session_id
  )
  select
    array_agg(s.user_code)  as user_code,
    array_agg(s.date)       as date,
    array_agg(s.session_id) as session_id
  into sessions
  from stored s;

  -- A statement of its own, because its snapshot must show sessions that another flush has stored meanwhile.
  select
    array_agg(v.batch)        as batch,
    array_agg(v.session_date) as session_date,
    array_agg(s.visitor_id)   as visitor_id,
    array_agg(s.share_code)   as share_code,
    array_agg(s.group_code)   as group_code
  into visits
  from (
    select distinct p.batch, p.user_code, p.session_date, p.session_id
    from unnest(placed.batch, placed.user_code, placed.session_date, placed.session_id)
      as p(batch, user_code, session_date, session_id)
  ) as v
  join daybook.stored_sessions(placed.user_code, placed.session_date, placed.session_id) as s
    on s.user_code = v.user_code and s.date = v.session_date and s.session_id = v.session_id;

  with events as materialized (
    select e.*, v.visitor_id, v.share_code, v.group_code
    from unnest(
      placed.batch, placed.is_click, placed.is_first, placed.user_code, placed.date, placed.id, placed.at,
      placed.session_date, placed.session_id, placed.page, placed.target, placed.outcome, placed.site
    ) with ordinality as e(
      batch, is_click, is_first, user_code, date, id, at, session_date, session_id, page, target, outcome, site, place
    )
    join unnest(visits.batch, visits.session_date, visits.visitor_id, visits.share_code, visits.group_code)
      as v(batch, session_date, visitor_id, share_code, group_code)
      on v.batch = e.batch and v.session_date = e.session_date
  ),
  views as (
    insert into public.analytics_page_views (
      user_code, date, event_id, session_id, session_date, at, visitor_id, share_code, group_code, page
    )
    select
      e.user_code, e.date, e.id, e.session_id, e.session_date, e.at, e.visitor_id, e.share_code, e.group_code, e.page
    from events e
    where not e.is_click and e.is_first
    order by e.place
    on conflict do nothing
    returning user_code, date, session_date, session_id, visitor_id, event_id
  ),
  clicks as (
    insert into public.analytics_clicks (
      user_code, date, event_id, session_id, session_date, at, visitor_id, share_code, group_code,
      page, target, outcome, site
    )
    select
      e.user_code, e.date, e.id, e.session_id, e.session_date, e.at, e.visitor_id, e.share_code, e.group_code,
      e.page, e.target, e.outcome, e.site
    from events e
    -- The last condition is always true. It makes every flush write its page views before its clicks; otherwise two flushes
    -- could deadlock.
    where e.is_click and e.is_first and (select count(*) from views) >= 0
    order by e.place
    on conflict do nothing
    returning user_code, date, session_date, session_id, visitor_id, event_id
  ),
  stored as materialized (
    select 'page_view' as kind, w.* from views w
    union all
    select 'click', c.* from clicks c
  ),
  -- An event changes its own day and its session's: a click after midnight makes the session of the day before a contacting
  -- one.
  changes as (
    select s.kind, s.user_code, s.date, s.visitor_id, s.event_id as id from stored s
    union all
    select s.kind, s.user_code, s.session_date, s.visitor_id, s.event_id from stored s where s.session_date <> s.date
  ),
  marked as (
    insert into public.analytics_dirty_days (user_code, date, flush_id, visitor_ids, view_ids, click_ids)
    select
      c.user_code, c.date, flush,
      array_agg(distinct c.visitor_id),
      coalesce(array_agg(c.id) filter (where c.kind = 'page_view'), '{}'),
      coalesce(array_agg(c.id) filter (where c.kind = 'click'), '{}')
    from changes c
    group by c.user_code, c.date
  ),
  counted as (
    select e.batch, count(*) as events, count(*) filter (where e.is_first) as firsts
    from events e
    group by e.batch
  ),
  -- Looked for only if there are any.
  known as (
    select e.batch, count(*) as events
    from events e
    where e.is_first
      and (select count(*) from stored) < placed.firsts
      and not exists (
        select 1
        from stored s
        where s.event_id = e.id
          and s.date = e.date
          and s.user_code = e.user_code
          and s.kind = case when e.is_click then 'click' else 'page_view' end
      )
    group by e.batch
  ),
  -- New sessions all of whose events had been stored under another session's name. Looked for only if there are any.
  without_events as (
    select n.user_code, n.date, n.session_id
    from unnest(sessions.user_code, sessions.date, sessions.session_id) as n(user_code, date, session_id)
    where (select count(*) from stored) < cardinality(placed.id)
      and not exists (
        select 1
        from stored s
        where s.session_id = n.session_id
          and s.session_date = n.date
          and s.user_code = n.user_code
      )
  ),
  erased as (
    select e.batch, count(*) as events
    from unnest(erased_batches) as e(batch)
    group by e.batch
  ),
  batches as (
    select
      (b.value ->> 'batch')::integer                                  as batch,
      b.value ->> 'user_code'                                         as user_code,
      coalesce(c.firsts - coalesce(k.events, 0), 0)                   as stored,
      case when h.is_unknown then 'unknown_share' else '' end         as stored_code,
      coalesce(c.events - c.firsts + coalesce(k.events, 0), 0)        as duplicates,
      coalesce(g.events, 0)                                           as erased,
      nullif(b.value -> 'filtered', 'null')                           as filtered,
      nullif(b.value -> 'rejected', 'null')                           as rejected
    from jsonb_array_elements(payload -> 'batches') as b
    join unnest(shares.batch, shares.is_unknown) as h(batch, is_unknown) on h.batch = (b.value ->> 'batch')::integer
    left join counted c on c.batch = (b.value ->> 'batch')::integer
    left join known k on k.batch = (b.value ->> 'batch')::integer
    left join erased g on g.batch = (b.value ->> 'batch')::integer
  ),
  outcomes as (
    select b.user_code, 'stored' as kind, b.stored_code as code, b.stored as events from batches b
    union all
    select b.user_code, 'duplicate', '', b.duplicates from batches b
    union all
    select b.user_code, 'filtered', 'erased', b.erased from batches b
    union all
    select b.user_code, 'filtered', f.key, f.value::bigint from batches b cross join lateral jsonb_each_text(b.filtered) as f
    union all
    select b.user_code, 'rejected', r.key, r.value::bigint from batches b cross join lateral jsonb_each_text(b.rejected) as r
  ),
  logged as (
    insert into public.analytics_ingest_log (user_code, date, flush_id, kind, code, events)
    select o.user_code, (now() at time zone w.time_zone)::date, flush, o.kind, o.code, sum(o.events)
    from outcomes o
    join unnest(zones.user_code, zones.valid_from, zones.valid_to, zones.time_zone)
      as w(user_code, valid_from, valid_to, time_zone)
      on w.user_code = o.user_code and now() >= w.valid_from and now() < w.valid_to
    group by o.user_code, w.time_zone, o.kind, o.code
    having sum(o.events) > 0
  )
  select
    jsonb_build_object(
      'batches', coalesce(jsonb_agg(
        jsonb_build_object('batch', b.batch, 'stored', b.stored, 'duplicates', b.duplicates, 'filtered', b.erased)
        order by b.batch
      ), '[]'::jsonb)
    ),
    (
      select jsonb_agg(jsonb_build_object('user_code', e.user_code, 'date', e.date, 'session_id', e.session_id))
      from without_events e
    )
  into result, eventless
  from batches b;

  -- A visit is counted once, however many sessions a browser sends it under.
  for unvisited in
    select e.user_code, e.date, e.session_id
    from jsonb_to_recordset(eventless) as e(user_code text, date date, session_id uuid)
  loop
    delete from public.analytics_sessions s
    where s.user_code = unvisited.user_code
      and s.date = unvisited.date
      and s.session_id = unvisited.session_id;
  end loop;

  return result;
end;
$$;

revoke all on function daybook.analytics_ingest_events(jsonb) from public;
grant execute on function daybook.analytics_ingest_events(jsonb) to service_role;
alter function daybook.analytics_ingest_events(jsonb) set schema public;
