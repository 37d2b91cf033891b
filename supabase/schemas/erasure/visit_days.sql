-- The days that have a session of this id: one, but for a visit that went on for more than a day. The days that an owner has raw
-- events of are looked at one by one, by key, and held to it like sessions_by_id.
create function daybook.visit_days(p_user_code text, p_session_id uuid) returns table (date date, visitor_id bigint)
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = on
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set cpu_index_tuple_cost = 1
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select k.date, k.visitor_id
  from (
    select s.date, s.visitor_id
    from (
      select d.date from public.analytics_days d where d.user_code = p_user_code and not d.is_emptied
      union
      select m.date from public.analytics_dirty_days m where m.user_code = p_user_code
    ) as d
    left join public.analytics_sessions s
      on s.user_code = p_user_code and s.date = d.date and s.session_id = p_session_id
  ) as k
  where k.date is not null
  order by k.date;
end;
$$;

revoke all on function daybook.visit_days(text, uuid) from public;
