-- Replaces the daily rows of one (owner, day) by a recount of raw and clears its marks, in the caller's transaction.
-- Safe to run twice and beside ingest: the marks are removed in the snapshot in which raw is counted, so an event that
-- commits in between keeps its mark. Two rebuilds of one day wait for each other. p_quickly: brings the rows up to date
-- by live_day instead of counting the whole day. A day that had been computed after its end keeps its former
-- totals as a revision. Refuses, with a notice, a day whose raw events are not all there: purged, fewer than it was last
-- computed from, or without what the marks name. Its rows and marks stay then. Returns { rows, raw_events }, or { missing }
-- for a refused day.
create function daybook.rebuild_day(
  p_user_code text,
  p_date date,
  p_quickly boolean default false,
  p_reason text default 'recount'
)
returns jsonb
language plpgsql security definer
set search_path = ''
set enable_seqscan = off
as $$
declare
  today public.analytics_days;
  former jsonb;
  reason text;
  today_in_raw record;
  slices daybook.counted_slice[];
  raw bigint;
  of_visits bigint;
  lost bigint;
  moment timestamptz;
begin
  insert into public.analytics_days (user_code, date)
  values (p_user_code, p_date)
  on conflict do nothing;

  select *
  into today
  from public.analytics_days d
  where d.user_code = p_user_code
    and d.date = p_date
  for update;

  if today.purged_at is not null then
    raise notice 'day % of owner % is kept as it is: its raw events were purged on %',
      p_date, p_user_code, daybook.day_at(p_user_code, today.purged_at);
    return jsonb_build_object('missing', today.raw_events);
  end if;
  former := daybook.days_totals(array[p_user_code], p_date);
  reason := coalesce((select w.reason from daybook.why_rebuilt(array[p_user_code], p_date) as w), p_reason);

  begin
    -- One statement, hence one snapshot for the marks and for raw.
    with cleared as (
      delete from public.analytics_dirty_days m
      where m.user_code = p_user_code
        and m.date = p_date
      returning m.view_ids, m.click_ids
    ),
    named as (
      select i.is_click, i.id
      from cleared c
      cross join lateral (
        select false, v.id from unnest(c.view_ids) as v(id)
        union all
        select true, v.id from unnest(c.click_ids) as v(id)
      ) as i(is_click, id)
    )
    select
      array_agg(c.slice) as slices,
      (
        select l.lost
        from daybook.lost_rows(
          array[p_user_code], p_date, case when not p_quickly then array[today.raw_events] end,
          array[today.visit_events],
          array(select p_user_code from named), array(select n.is_click from named n), array(select n.id from named n)
        ) as l
      ) as lost
    into today_in_raw
    from (
      select f::daybook.counted_slice as slice
      from daybook.count_days(array[p_user_code], p_date) as f
      where not p_quickly
      union all
      select q::daybook.counted_slice
      from daybook.slices_of(
        array(select l::daybook.counted_row from daybook.live_day(p_user_code, p_date) as l where p_quickly)
      ) as q
    ) as c;
    slices := today_in_raw.slices;

    -- Every session has one device, and its events are counted with it.
    select
      coalesce(sum(s.sessions + s.page_views + s.clicks), 0),
      coalesce(sum((select sum(v.page_views + v.clicks) from unnest(s.breakdown) as v where v.dimension = 'device')), 0)
    into raw, of_visits
    from unnest(slices) as s
    where s.scope = 'owner';

    -- Raw holds at least what the rows were computed from, and what the marks name, or some of it is gone: that cannot be
    -- counted, and the marks come back with this exception.
    lost := greatest(today_in_raw.lost, 0, today.raw_events - raw, today.visit_events - of_visits);
    if lost > 0 then
      raise exception using errcode = 'DB001';
    end if;
  exception when sqlstate 'DB001' then
    raise notice 'day % of owner % is kept as it is: % of its raw events are gone', p_date, p_user_code, lost;
    return jsonb_build_object('missing', lost);
  end;

  perform daybook.store_days(
    p_date, case when today.computed_at is null then '{}' else array[p_user_code] end, slices
  );

  moment := clock_timestamp();
  update public.analytics_days d
  set computed_at = moment, raw_events = raw, visit_events = of_visits, set_aside_at = null, set_aside_code = null
  where d.user_code = p_user_code
    and d.date = p_date;

  perform daybook.note_revisions(
    p_date, array[p_user_code], array[today.computed_at], former, jsonb_build_object(p_user_code, reason)
  );

  return jsonb_build_object(
    'rows', (select coalesce(sum(1 + cardinality(s.breakdown)), 0) from unnest(slices) as s),
    'raw_events', raw
  );
end;
$$;

revoke all on function daybook.rebuild_day(text, date, boolean, text) from public;
