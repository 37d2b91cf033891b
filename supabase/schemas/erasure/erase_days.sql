-- Goes on with an erasure of days until p_budget is used up, a step at least: day by day, some visits at a time, each day rebuilt
-- when it is done. Called again it goes on; two at once wait for each other. Returns { done, sessions, events, next_date }.
create function daybook.erase_days(p_user_code text, p_erasure_id uuid, p_budget interval) returns jsonb
language plpgsql
set search_path = ''
set enable_seqscan = off
as $$
declare
  visits_of_a_step constant integer := 1000;
  started timestamptz := clock_timestamp();
  moment timestamptz;
  erasure public.analytics_erasures;
  visited date;
  visits record;
  erased jsonb;
  is_over boolean := false;
begin
  perform daybook.wait_for_flushes();
  -- The owner first, as whoever deletes it: its log is written at the end.
  perform 1 from public.analytics_owners o where o.user_code = p_user_code for key share;
  select *
  into erasure
  from public.analytics_erasures e
  where e.user_code = p_user_code and e.kind = 'days' and e.erasure_id = p_erasure_id
  for update;
  if not found then
    raise exception 'there is no such erasure' using errcode = 'PT404';
  end if;

  if erasure.done_at is null then
    for visited in
      select d.date
      from (
        select d.date
        from public.analytics_days d
        where d.user_code = p_user_code and not d.is_emptied
        union
        select m.date
        from public.analytics_dirty_days m
        where m.user_code = p_user_code
      ) as d
      where (erasure.first_date is null or d.date between erasure.first_date and erasure.last_date)
        and (erasure.next_date is null or d.date >= erasure.next_date)
      order by d.date
    loop
      exit when is_over;
      loop
        select array_agg(v.session_id) as session_ids, array_agg(v.visitor_id) as visitor_ids
        into visits
        from daybook.visits_to_erase(erasure, visited, visits_of_a_step) as v;
        exit when visits.session_ids is null or is_over;
        erased := daybook.erase_visits(
          p_user_code, visited, visits.session_ids, visits.visitor_ids, p_erasure_id, 'by_owner'
        );
        erasure.sessions := erasure.sessions + (erased ->> 'sessions')::bigint;
        erasure.events := erasure.events + (erased ->> 'events')::bigint;
        is_over := coalesce(clock_timestamp() - started > p_budget, false);
      end loop;
      erasure.next_date := visited;
      if visits.session_ids is null then
        perform daybook.heal_days(p_user_code, p_erasure_id, visited);
        erasure.next_date := visited + 1;
        is_over := coalesce(clock_timestamp() - started > p_budget, false);
      end if;
    end loop;
    if not is_over then
      perform daybook.heal_days(p_user_code, p_erasure_id);
      erasure.done_at := clock_timestamp();
      perform daybook.note_act(p_user_code, 'events_erased', jsonb_build_object(
        'share_code', erasure.share_code, 'from', erasure.first_date, 'to', erasure.last_date,
        'sessions', erasure.sessions, 'events', erasure.events
      ));
    end if;
    moment := erasure.done_at;
    update public.analytics_erasures e
    set next_date = erasure.next_date, sessions = erasure.sessions, events = erasure.events, done_at = moment
    where e.user_code = p_user_code and e.kind = 'days' and e.erasure_id = p_erasure_id;
  end if;
  return jsonb_build_object(
    'done', erasure.done_at is not null, 'sessions', erasure.sessions, 'events', erasure.events,
    'next_date', erasure.next_date
  );
end;
$$;

revoke all on function daybook.erase_days(text, uuid, interval) from public;
