-- The events that some visitors had on one day of an owner, and after midnight in sessions of that day; a page view has no target,
-- and what led to no other site has no site.
-- A visitor without any is a row of nulls. Held to the index of visitors like stored_sessions to its key: the planner would read
-- all events of the day.
create function daybook.visitors_events(p_user_code text, p_date date, p_visitors bigint[])
returns table (
  date date, session_date date, session_id uuid, event_id uuid, at timestamptz, visitor_id bigint,
  group_code text, share_code text, page text, target text, outcome text, site text
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
  select v.date, v.session_date, v.session_id, v.event_id, v.at, v.visitor_id, v.group_code, v.share_code,
    v.page, null::text, null::text, null::text
  from unnest(p_visitors) as u(visitor_id)
  left join public.analytics_page_views v
    on v.visitor_id = u.visitor_id
    and v.user_code = p_user_code
    and v.date between p_date and p_date + 1
    and (v.date = p_date or v.session_date = p_date)
  union all
  select c.date, c.session_date, c.session_id, c.event_id, c.at, c.visitor_id, c.group_code, c.share_code,
    c.page, c.target, c.outcome, nullif(c.site, '')
  from unnest(p_visitors) as u(visitor_id)
  left join public.analytics_clicks c
    on c.visitor_id = u.visitor_id
    and c.user_code = p_user_code
    and c.date between p_date and p_date + 1
    and (c.date = p_date or c.session_date = p_date);
end;
$$;

revoke all on function daybook.visitors_events(text, date, bigint[]) from public;
