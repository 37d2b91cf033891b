-- Erases one visit, by the id of its session, and rebuilds its days; what browsers still send of it stays away. For
-- service_role, which asks for whoever shows the id. The first call notes the erasure, so that no flush takes events of the
-- visit from then on; the second one removes what is there. Safe to repeat. Returns { done, sessions, events }; an id or an
-- owner that is not known is done at once, and so is a visit of which nothing is left.
create function daybook.analytics_erase_visit(p_user_code text, p_session_id uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  erasure uuid := daybook.erased_visit(p_session_id);
  moment timestamptz := clock_timestamp();
  visited record;
  erased jsonb;
  all_sessions bigint := 0;
  all_events bigint := 0;
begin
  if not exists (
    select 1 from public.analytics_erasures e where e.user_code = p_user_code and e.kind = 'visit' and e.erasure_id = erasure
  ) then
    if exists (select 1 from daybook.visit_days(p_user_code, p_session_id)) then
      insert into public.analytics_erasures (user_code, erasure_id, kind, asked_at)
      values (p_user_code, erasure, 'visit', moment)
      on conflict do nothing;
      return jsonb_build_object('done', false, 'sessions', 0, 'events', 0);
    end if;
    return jsonb_build_object('done', true, 'sessions', 0, 'events', 0);
  end if;

  perform daybook.wait_for_flushes();
  -- The owner first and the erasure next, as whoever deletes the owner: two at once for one visit wait for each other here.
  perform 1 from public.analytics_owners o where o.user_code = p_user_code for key share;
  perform 1
  from public.analytics_erasures e
  where e.user_code = p_user_code and e.kind = 'visit' and e.erasure_id = erasure
  for update;
  for visited in
    select v.date, v.visitor_id from daybook.visit_days(p_user_code, p_session_id) as v
  loop
    erased := daybook.erase_visits(
      p_user_code, visited.date, array[p_session_id], array[visited.visitor_id], erasure, 'by_visitor'
    );
    all_sessions := all_sessions + (erased ->> 'sessions')::bigint;
    all_events := all_events + (erased ->> 'events')::bigint;
  end loop;
  perform daybook.heal_days(p_user_code, erasure);
  update public.analytics_erasures e
  set done_at = coalesce(e.done_at, moment), sessions = e.sessions + all_sessions, events = e.events + all_events
  where e.user_code = p_user_code and e.kind = 'visit' and e.erasure_id = erasure;
  return jsonb_build_object('done', true, 'sessions', all_sessions, 'events', all_events);
end;
$$;

revoke all on function daybook.analytics_erase_visit(text, uuid) from public;
grant execute on function daybook.analytics_erase_visit(text, uuid) to service_role;
alter function daybook.analytics_erase_visit(text, uuid) set schema public;
