-- The shares with these very codes (user_codes[i], share_codes[i]); repeated ones are read once, and what is no share is a row
-- of nulls. Held to the primary key like stored_sessions.
create function daybook.stored_shares(user_codes text[], share_codes text[])
returns table (user_code text, share_code text, group_code text)
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
  select s.user_code, s.share_code, s.group_code
  from (select distinct c.user_code, c.share_code from unnest(user_codes, share_codes) as c(user_code, share_code)) as c
  left join public.analytics_shares s on s.user_code = c.user_code and s.share_code = c.share_code;
end;
$$;

revoke all on function daybook.stored_shares(text[], text[]) from public;
