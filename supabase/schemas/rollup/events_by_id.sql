-- Page views and clicks with these keys (p_owners[i], p_dates[i], p_is_click[i], p_ids[i]); what is not there is a row of nulls. Held
-- to the primary keys like sessions_by_id.
create function daybook.events_by_id(p_owners text[], p_dates date[], p_is_click boolean[], p_ids uuid[])
returns table (user_code text, date date, session_date date, session_id uuid)
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
  select v.user_code, v.date, v.session_date, v.session_id
  from unnest(p_owners, p_dates, p_is_click, p_ids) as n(user_code, date, is_click, id)
  left join public.analytics_page_views v
    on v.user_code = n.user_code and v.date = n.date and v.event_id = n.id and not n.is_click
  union all
  select c.user_code, c.date, c.session_date, c.session_id
  from unnest(p_owners, p_dates, p_is_click, p_ids) as n(user_code, date, is_click, id)
  left join public.analytics_clicks c
    on c.user_code = n.user_code and c.date = n.date and c.event_id = n.id and n.is_click;
end;
$$;

revoke all on function daybook.events_by_id(text[], date[], boolean[], uuid[]) from public;
