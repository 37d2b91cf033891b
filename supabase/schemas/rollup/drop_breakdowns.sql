-- Removes the breakdowns of some slices of one date (p_owners[i], p_scopes[i], p_scope_codes[i]). Held to the primary key like
-- sessions_by_id: the planner could read all days of the owners.
create function daybook.drop_breakdowns(p_date date, p_owners text[], p_scopes text[], p_scope_codes text[]) returns void
language plpgsql
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
  delete from public.analytics_daily_breakdowns b
  using unnest(p_owners, p_scopes, p_scope_codes) as s(user_code, scope, scope_code)
  where b.user_code = s.user_code and b.scope = s.scope and b.scope_code = s.scope_code and b.date = p_date;
end;
$$;

revoke all on function daybook.drop_breakdowns(date, text[], text[], text[]) from public;
