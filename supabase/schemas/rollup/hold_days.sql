-- Holds one date of some owners against other rebuilds, until the caller's transaction ends, and tells what their last rebuilds had:
-- a computed_at of null is a day that was never rebuilt. Leaves out days whose raw events are removed. Makes the rows that are missing
-- and locks the others in one statement, in the order of the codes: whoever has some and waits for others can then deadlock with nobody
-- who keeps to that order.
create function daybook.hold_days(p_user_codes text[], p_date date)
returns table (user_code text, computed_at timestamptz, raw_events bigint, visit_events bigint)
language plpgsql
set search_path = ''
set enable_seqscan = off
as $$
begin
  -- What is there is locked by this and stays as it is.
  insert into public.analytics_days as d (user_code, date)
  select o.user_code, p_date
  from unnest(p_user_codes) with ordinality as o(user_code, place)
  order by o.place
  on conflict on constraint analytics_days_pkey do update set computed_at = excluded.computed_at
  where false;

  return query
  select d.user_code, d.computed_at, d.raw_events, d.visit_events
  from public.analytics_days d
  where d.user_code = any (p_user_codes) and d.date = p_date and d.purged_at is null;
end;
$$;

revoke all on function daybook.hold_days(text[], date) from public;
