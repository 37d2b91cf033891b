-- Removes some visits of one day with everything they did, also after midnight, and says so to what guards the day: of how many
-- rows its daily rows were counted, and what its marks name. So rebuild_day takes these rows for erased and every other loss for
-- a loss. The days get a mark that names nothing, called p_mark, and are counted whole until they are rebuilt. Raw rows of a
-- day that retention is removing go too; its daily rows stay. Both days are held against rebuilds until the transaction ends.
-- p_visitor_ids: who made these visits. p_code: who erases them, for the accounting. Returns { sessions, events }.
create function daybook.erase_visits(
  p_user_code text,
  p_date date,
  p_session_ids uuid[],
  p_visitor_ids bigint[],
  p_mark uuid,
  p_code text
)
returns jsonb
language plpgsql
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  next_day constant date := p_date + 1;
  present uuid[];
  gone record;
  views uuid[];
  clicks uuid[];
  counted record;
begin
  insert into public.analytics_days (user_code, date) values (p_user_code, p_date) on conflict do nothing;
  perform 1 from public.analytics_days d where d.user_code = p_user_code and d.date = p_date for update;

  select
    array_agg(e.date) as dates, array_agg(e.target is not null) as is_click,
    array_agg(e.event_id) as ids, array_agg(e.session_id) as sessions,
    coalesce(bool_or(e.date = next_day), false) as is_past_midnight
  into gone
  from daybook.visitors_events(
    p_user_code, p_date, array(select distinct v.visitor_id from unnest(p_visitor_ids) as v(visitor_id))
  ) as e
  where e.session_date = p_date and e.session_id = any (p_session_ids);
  present := array(
    select s.session_id
    from daybook.sessions_by_id(p_user_code, p_date, p_session_ids) as s
    where s.session_id is not null
  );
  if gone.is_past_midnight then
    insert into public.analytics_days (user_code, date) values (p_user_code, next_day) on conflict do nothing;
    perform 1 from public.analytics_days d where d.user_code = p_user_code and d.date = next_day for update;
  end if;

  -- What the daily rows were counted from is everything that the marks do not name; a session came with its events, as lost_rows
  -- has it.
  with named as materialized (
    select distinct m.date, i.is_click, i.id
    from public.analytics_dirty_days m
    cross join lateral (
      select false, v.id from unnest(m.view_ids) as v(id)
      union all
      select true, v.id from unnest(m.click_ids) as v(id)
    ) as i(is_click, id)
    where m.user_code = p_user_code and m.date between p_date and next_day
  ),
  judged as materialized (
    select e.date, e.session_id, t.id is not null as is_new, n.id is not null as is_new_next
    from unnest(gone.dates, gone.is_click, gone.ids, gone.sessions) as e(date, is_click, id, session_id)
    left join named t on t.date = p_date and t.is_click = e.is_click and t.id = e.id
    left join named n on n.date = next_day and n.is_click = e.is_click and n.id = e.id
  ),
  old_sessions as (
    select s.session_id
    from unnest(present) as s(session_id)
    left join judged j on j.session_id = s.session_id
    group by s.session_id
    having not coalesce(bool_and(j.is_new), false)
  )
  select
    count(*) as events,
    (select count(*) from old_sessions) + count(*) filter (where j.date = p_date and not j.is_new) as of_day,
    count(*) filter (where not j.is_new) as of_visits,
    count(*) filter (where j.date = next_day and not j.is_new_next) as of_next_day
  into counted
  from judged j;

  views := array(
    select e.id from unnest(gone.is_click, gone.ids) as e(is_click, id) where not e.is_click
  );
  clicks := array(
    select e.id from unnest(gone.is_click, gone.ids) as e(is_click, id) where e.is_click
  );
  delete from public.analytics_page_views v
  where v.user_code = p_user_code and v.date = p_date and v.session_date = p_date and v.event_id = any (views);
  delete from public.analytics_clicks c
  where c.user_code = p_user_code and c.date = p_date and c.session_date = p_date and c.event_id = any (clicks);
  if gone.is_past_midnight then
    delete from public.analytics_page_views v
    where v.user_code = p_user_code and v.date = next_day and v.session_date = p_date and v.event_id = any (views);
    delete from public.analytics_clicks c
    where c.user_code = p_user_code and c.date = next_day and c.session_date = p_date and c.event_id = any (clicks);
  end if;
  delete from public.analytics_sessions s
  where s.user_code = p_user_code and s.date = p_date and s.session_id = any (present);

  update public.analytics_days d
  set
    raw_events = greatest(d.raw_events - case when d.date = p_date then counted.of_day else counted.of_next_day end, 0),
    visit_events = greatest(d.visit_events - case when d.date = p_date then counted.of_visits else 0 end, 0)
  where d.user_code = p_user_code
    and d.date between p_date and case when gone.is_past_midnight then next_day else p_date end;
  update public.analytics_dirty_days m
  set
    view_ids = array(select v.id from unnest(m.view_ids) as v(id) where v.id <> all (views)),
    click_ids = array(select v.id from unnest(m.click_ids) as v(id) where v.id <> all (clicks))
  where m.user_code = p_user_code
    and m.date between p_date and next_day
    and (m.view_ids && views or m.click_ids && clicks);
  -- A mark of which nothing is left would still name the visitor.
  delete from public.analytics_dirty_days m
  where m.user_code = p_user_code
    and m.date between p_date and next_day
    and m.view_ids = '{}'
    and m.click_ids = '{}'
    and m.visitor_ids <> '{}';
  insert into public.analytics_dirty_days (user_code, date, flush_id)
  select p_user_code, d.date, p_mark
  from public.analytics_days d
  where d.user_code = p_user_code
    and d.date between p_date and case when gone.is_past_midnight then next_day else p_date end
    and d.purged_at is null
  order by d.date
  on conflict do nothing;

  if counted.events > 0 then
    insert into public.analytics_ingest_log (user_code, date, flush_id, kind, code, events)
    values (p_user_code, daybook.owner_today(p_user_code), gen_random_uuid(), 'erased', p_code, counted.events);
  end if;
  return jsonb_build_object('sessions', cardinality(present), 'events', counted.events);
end;
$$;

revoke all on function daybook.erase_visits(text, date, uuid[], bigint[], uuid, text) from public;
