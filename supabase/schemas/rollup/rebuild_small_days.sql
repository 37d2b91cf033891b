-- What rebuild_day does, for one date of many owners who had little on it, in one set of statements: it costs a fraction of as
-- many single rebuilds. All or nothing: raises DB001 where raw events of one of them are gone and DB002 where one is too big,
-- and whoever calls it rebuilds them one by one then, which tells which. Waits for rebuilds that hold one of the days; the codes
-- must come in the order in which all rebuilds take days. Returns { rows, raw_events }.
create function daybook.rebuild_small_days(p_user_codes text[], p_date date) returns jsonb
language plpgsql security definer
set search_path = ''
set jit = off
set enable_seqscan = off
as $$
declare
  today public.analytics_days;
  known bigint[] := '{}'::bigint[];
  known_of_visits bigint[] := '{}'::bigint[];
  again text[] := '{}'::text[];
  before jsonb[] := '{}'::jsonb[];
  computed timestamptz[] := '{}'::timestamptz[];
  reasons text[] := '{}'::text[];
  in_raw record;
  totals record;
  moment timestamptz;
begin
  insert into public.analytics_days (user_code, date)
  select o.user_code, p_date
  from unnest(p_user_codes) with ordinality as o(user_code, place)
  order by o.place
  on conflict do nothing;

  for place in 1 .. cardinality(p_user_codes) loop
    select *
    into today
    from public.analytics_days d
    where d.user_code = p_user_codes[place]
      and d.date = p_date
    for update;
    if today.purged_at is not null then
      raise exception 'raw events of owner % are removed', today.user_code using errcode = 'DB001';
    end if;
    known := known || today.raw_events;
    known_of_visits := known_of_visits || today.visit_events;
    if today.computed_at is not null then
      again := again || today.user_code;
      before := array_append(before, daybook.day_totals(today.user_code, p_date));
      computed := computed || today.computed_at;
      reasons := reasons || daybook.why_rebuilt(today.user_code, p_date, 'recount');
    end if;
  end loop;

  -- One statement, hence one snapshot for the marks and for raw.
  with cleared as (
    delete from public.analytics_dirty_days m
    where m.user_code = any (p_user_codes)
      and m.date = p_date
    returning m.user_code, m.view_ids, m.click_ids
  ),
  named as materialized (
    select c.user_code, i.is_click, i.id
    from cleared c
    cross join lateral (
      select false, v.id from unnest(c.view_ids) as v(id)
      union all
      select true, v.id from unnest(c.click_ids) as v(id)
    ) as i(is_click, id)
  )
  select
    array(select c::daybook.counted_row from daybook.count_days(p_user_codes, p_date) as c) as lines,
    (
      select sum(l.lost)
      from daybook.lost_rows(
        p_user_codes, p_date, known, known_of_visits,
        array(select n.user_code from named n), array(select n.is_click from named n), array(select n.id from named n)
      ) as l
    ) as lost
  into in_raw;

  select
    array_agg(o.user_code)               as user_codes,
    array_agg(coalesce(c.raw_events, 0)) as raw_events,
    array_agg(coalesce(c.of_visits, 0))  as visit_events,
    sum(coalesce(c.raw_events, 0))       as all_raw_events,
    coalesce(bool_or(
      coalesce(c.raw_events, 0) < o.raw_events or coalesce(c.of_visits, 0) < o.of_visits
    ), false) as is_less
  into totals
  from unnest(p_user_codes, known, known_of_visits) as o(user_code, raw_events, of_visits)
  left join (
    -- Every session has one device, and its events are counted with it.
    select u.user_code,
      sum(u.sessions + u.page_views + u.clicks) filter (where u.section = 'totals') as raw_events,
      sum(u.page_views + u.clicks) filter (where u.section = 'dimension' and u.dimension = 'device') as of_visits
    from unnest(in_raw.lines) as u
    where u.scope = 'owner'
    group by u.user_code
  ) as c on c.user_code = o.user_code;
  if in_raw.lost > 0 or totals.is_less then
    raise exception 'raw events are gone' using errcode = 'DB001';
  end if;

  perform daybook.store_days(p_date, again, in_raw.lines);

  moment := clock_timestamp();
  update public.analytics_days d
  set
    computed_at = moment,
    raw_events = totals.raw_events[array_position(totals.user_codes, d.user_code)],
    visit_events = totals.visit_events[array_position(totals.user_codes, d.user_code)],
    set_aside_at = null,
    set_aside_code = null
  where d.user_code = any (p_user_codes)
    and d.date = p_date;

  for place in 1 .. cardinality(again) loop
    perform daybook.note_revision(again[place], p_date, computed[place], before[place], reasons[place]);
  end loop;

  return jsonb_build_object('rows', cardinality(in_raw.lines), 'raw_events', totals.all_raw_events);
end;
$$;

revoke all on function daybook.rebuild_small_days(text[], date) from public;
