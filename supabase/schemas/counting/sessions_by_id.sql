-- The sessions of one owner's day with these ids; an id without one is a row of nulls. Held to the primary key like
-- stored_sessions: up to PostgreSQL 16 the planner would read all sessions of the day.
create function daybook.sessions_by_id(p_user_code text, p_date date, p_ids uuid[])
returns table (
  started_at timestamptz, visitor_id bigint, session_id uuid, date date, user_code text, share_code text, group_code text,
  referrer text, channel text, utm_source text, utm_medium text, utm_campaign text,
  country text, device text, browser text, os text, language text
)
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
  select s.*
  from unnest(p_ids) as k(session_id)
  left join public.analytics_sessions s
    on s.session_id = k.session_id
    and s.user_code = p_user_code
    and s.date = p_date;
end;
$$;

revoke all on function daybook.sessions_by_id(text, date, uuid[]) from public;
