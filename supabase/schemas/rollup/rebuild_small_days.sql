-- What rebuild_day does, for one date of many owners who had little on it, in one set of statements: it costs a fraction of as
-- many single rebuilds. Returns the owners whose day was rebuilt, how many daily rows each has, and from how many raw rows. It leaves
-- out whose raw events are removed or not all there, and whose day is too big to name all its values: rebuild_day is for them.
create function daybook.rebuild_small_days(p_user_codes text[], p_date date)
returns table (user_code text, daily_rows bigint, raw_events bigint)
language plpgsql security definer
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_nestloop = off
set enable_hashjoin = on
as $$
declare
  held record;
  former jsonb;
  reasons jsonb;
  in_raw record;
  counted record;
  slices daybook.counted_slice[];
  moment timestamptz;
begin
  select
    coalesce(array_agg(h.user_code), '{}') as codes, array_agg(h.computed_at) as computed, bool_or(h.computed_at is not null) as is_again,
    array_agg(h.raw_events) as known, array_agg(h.visit_events) as known_of_visits
  into held
  from daybook.hold_days(p_user_codes, p_date) as h;
  if held.codes = '{}' then
    return;
  end if;

  if held.is_again then
    former := daybook.days_totals(held.codes, p_date);
    select jsonb_object_agg(w.user_code, w.reason) into reasons from daybook.why_rebuilt(held.codes, p_date) as w;
  end if;

  -- One statement, hence one snapshot for the marks and for raw.
  with marks as materialized (
    select m.user_code, m.flush_id, m.view_ids, m.click_ids
    from public.analytics_dirty_days m
    where m.user_code = any (held.codes)
      and m.date = p_date
  ),
  named as materialized (
    select m.user_code, i.is_click, i.id
    from marks m
    cross join lateral (
      select false, v.id from unnest(m.view_ids) as v(id)
      union all
      select true, v.id from unnest(m.click_ids) as v(id)
    ) as i(is_click, id)
  )
  select
    array(select c::daybook.counted_slice from daybook.count_days(held.codes, p_date) as c) as slices,
    array(
      select l.user_code
      from daybook.lost_rows(
        held.codes, p_date, held.known, held.known_of_visits,
        array(select n.user_code from named n), array(select n.is_click from named n), array(select n.id from named n)
      ) as l
      where l.lost > 0
    ) as lossy,
    array(select distinct m.flush_id from marks m) as flush_ids
  into in_raw;

  select
    coalesce(array_agg(o.user_code), '{}') as codes, array_agg(o.computed_at) as computed,
    coalesce(array_agg(o.user_code) filter (where o.computed_at is not null), '{}') as again,
    array_agg(coalesce(c.raw_events, 0)) as raw_events, array_agg(coalesce(c.visit_events, 0)) as visit_events,
    array_agg(coalesce(c.daily_rows, 0)) as daily_rows
  into counted
  from unnest(held.codes, held.computed, held.known, held.known_of_visits) as o(user_code, computed_at, raw_events, visit_events)
  left join (
    -- Every session has one device, and its events are counted with it.
    select s.user_code, sum(1 + cardinality(s.breakdown)) as daily_rows,
      max(s.sessions + s.page_views + s.clicks) filter (where s.scope = 'owner') as raw_events,
      max(cardinality(s.breakdown)) filter (where s.scope = 'owner') as values_held,
      max((
        select sum(v.page_views + v.clicks) from unnest(s.breakdown) as v where v.dimension = 'device'
      )) filter (where s.scope = 'owner') as visit_events
    from unnest(in_raw.slices) as s
    group by s.user_code
  ) as c on c.user_code = o.user_code
  where coalesce(c.raw_events, 0) >= o.raw_events
    and coalesce(c.visit_events, 0) >= o.visit_events
    and coalesce(c.values_held, 0) <= daybook.value_limit()
    and not o.user_code = any (in_raw.lossy);

  -- A flush marks all its days at once, so these are the marks that were seen.
  delete from public.analytics_dirty_days m
  where m.user_code = any (counted.codes)
    and m.date = p_date
    and m.flush_id in (select f.id from unnest(in_raw.flush_ids) as f(id));

  slices := in_raw.slices;
  if cardinality(counted.codes) < cardinality(held.codes) then
    slices := array(
      select s::daybook.counted_slice
      from unnest(slices) as s
      where s.user_code in (select u.code from unnest(counted.codes) as u(code))
    );
  end if;
  perform daybook.store_days(p_date, counted.again, slices);

  moment := clock_timestamp();
  update public.analytics_days d
  set
    computed_at = moment, raw_events = t.raw_events, visit_events = t.visit_events, set_aside_at = null, set_aside_code = null
  from unnest(counted.codes, counted.raw_events, counted.visit_events) as t(user_code, raw_events, visit_events)
  where d.user_code = any (counted.codes)
    and d.user_code = t.user_code
    and d.date = p_date;

  perform daybook.note_revisions(p_date, counted.codes, counted.computed, former, reasons);
  return query
  select * from unnest(counted.codes, counted.daily_rows, counted.raw_events);
end;
$$;

revoke all on function daybook.rebuild_small_days(text[], date) from public;
