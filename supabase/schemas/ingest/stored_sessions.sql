-- The stored sessions with these keys (user_codes[i], dates[i], session_ids[i]); repeated keys are read once, and what is not
-- stored is a row of nulls. A function of its own for the sake of its settings, which hold the look-up to the primary key: with
-- statistics from when a partition had few rows, the planner would read all of it, for each flush or even for each session, and
-- keep that plan. An outer join, since such a one begins with the keys, however small the table looks.
create function daybook.stored_sessions(user_codes text[], dates date[], session_ids uuid[])
returns table (user_code text, date date, session_id uuid, visitor_id bigint, share_code text, group_code text)
language plpgsql stable
set search_path = ''
set enable_material = off
set cpu_index_tuple_cost = 1
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = on
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select s.user_code, s.date, s.session_id, s.visitor_id, s.share_code, s.group_code
  from (
    select distinct k.user_code, k.date, k.session_id
    from unnest(user_codes, dates, session_ids) as k(user_code, date, session_id)
  ) as k
  left join public.analytics_sessions s
    on s.user_code = k.user_code and s.date = k.date and s.session_id = k.session_id;
end;
$$;

revoke all on function daybook.stored_sessions(text[], date[], uuid[]) from public;
