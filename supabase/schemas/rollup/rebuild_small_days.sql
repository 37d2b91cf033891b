-- What rebuild_day does, for one date of many owners who had little on it, in one set of statements: it costs a fraction of as
-- many single rebuilds. Returns the owners whose day was rebuilt, how many daily rows they have, and from how many raw rows. It leaves
-- alone, as if it had not been asked, whose raw events are removed or not all there and whose day is too big to name all its values:
-- rebuild_day is for them. Waits for rebuilds that hold one of the days; the codes must come in the order in which all rebuilds take
-- days.
create function daybook.rebuild_small_days(p_user_codes text[], p_date date)
returns table (user_codes text[], daily_rows bigint, raw_events bigint)
language plpgsql security definer
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_nestloop = off
as $$
declare
  made text[];
  today public.analytics_days;
  place text;
  codes text[] := '{}'::text[];
  known bigint[] := '{}'::bigint[];
  known_of_visits bigint[] := '{}'::bigint[];
  again text[] := '{}'::text[];
  closed text[] := '{}'::text[];
  before jsonb[] := '{}'::jsonb[];
  computed timestamptz[] := '{}'::timestamptz[];
  reasons text[] := '{}'::text[];
  in_raw record;
  totals record;
  moment timestamptz;
begin
  with made_days as (
    insert into public.analytics_days (user_code, date)
    select o.user_code, p_date
    from unnest(p_user_codes) with ordinality as o(user_code, place)
    order by o.place
    on conflict do nothing
    returning analytics_days.user_code
  )
  select coalesce(array_agg(m.user_code), '{}') into made from made_days m;

  foreach place in array p_user_codes loop
    today := null;
    if not place = any (made) then
      select *
      into today
      from public.analytics_days d
      where d.user_code = place
        and d.date = p_date
      for update;
      continue when today.purged_at is not null;
    end if;
    codes := codes || place;
    known := known || coalesce(today.raw_events, 0);
    known_of_visits := known_of_visits || coalesce(today.visit_events, 0);
    if today.computed_at is not null then
      again := again || place;
      if daybook.day_at(place, today.computed_at) > p_date then
        closed := closed || place;
        before := array_append(before, daybook.day_totals(place, p_date));
        computed := computed || today.computed_at;
        reasons := reasons || daybook.why_rebuilt(place, p_date, 'recount');
      end if;
    end if;
  end loop;

  -- One statement, hence one snapshot for the marks and for raw.
  with marks as materialized (
    select m.user_code, m.flush_id, m.view_ids, m.click_ids
    from public.analytics_dirty_days m
    where m.user_code = any (codes)
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
    array(select c::daybook.counted_slice from daybook.count_days(codes, p_date) as c) as slices,
    array(
      select l.user_code
      from daybook.lost_rows(
        codes, p_date, known, known_of_visits,
        array(select n.user_code from named n), array(select n.is_click from named n), array(select n.id from named n)
      ) as l
      where l.lost > 0
    ) as lossy,
    array(select distinct m.flush_id from marks m) as flush_ids
  into in_raw;

  select
    coalesce(array_agg(o.user_code), '{}')             as user_codes,
    array_agg(coalesce(c.raw_events, 0))               as raw_events,
    array_agg(coalesce(c.visit_events, 0))             as visit_events,
    coalesce(sum(c.raw_events), 0)::bigint             as all_raw_events
  into totals
  from unnest(codes, known, known_of_visits) as o(user_code, raw_events, visit_events)
  left join (
    -- Every session has one device, and its events are counted with it.
    select s.user_code, s.sessions + s.page_views + s.clicks as raw_events, cardinality(s.breakdown) as values_held,
      (select sum(v.page_views + v.clicks) from unnest(s.breakdown) as v where v.dimension = 'device') as visit_events
    from unnest(in_raw.slices) as s
    where s.scope = 'owner'
  ) as c on c.user_code = o.user_code
  where coalesce(c.raw_events, 0) >= o.raw_events
    and coalesce(c.visit_events, 0) >= o.visit_events
    and coalesce(c.values_held, 0) <= daybook.value_limit()
    and not o.user_code = any (in_raw.lossy);

  -- A flush marks all its days at once, so these are the marks that were seen.
  delete from public.analytics_dirty_days m
  where m.user_code = any (totals.user_codes)
    and m.date = p_date
    and m.flush_id in (select f.id from unnest(in_raw.flush_ids) as f(id));

  perform daybook.store_days(
    p_date,
    array(select a.code from unnest(again) as a(code) where a.code = any (totals.user_codes)),
    array(select s::daybook.counted_slice from unnest(in_raw.slices) as s where s.user_code = any (totals.user_codes))
  );

  moment := clock_timestamp();
  update public.analytics_days d
  set
    computed_at = moment,
    raw_events = totals.raw_events[array_position(totals.user_codes, d.user_code)],
    visit_events = totals.visit_events[array_position(totals.user_codes, d.user_code)],
    set_aside_at = null,
    set_aside_code = null
  where d.user_code = any (totals.user_codes)
    and d.date = p_date;

  for number in 1 .. cardinality(closed) loop
    if closed[number] = any (totals.user_codes) then
      perform daybook.note_revision(closed[number], p_date, computed[number], before[number], reasons[number]);
    end if;
  end loop;

  return query
  select totals.user_codes, coalesce(sum(1 + cardinality(s.breakdown)), 0)::bigint, totals.all_raw_events
  from unnest(in_raw.slices) as s
  where s.user_code = any (totals.user_codes);
end;
$$;

revoke all on function daybook.rebuild_small_days(text[], date) from public;
