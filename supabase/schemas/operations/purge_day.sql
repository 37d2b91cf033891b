-- Removes up to p_rows raw events of each kind of one (owner, day), which is kept as it is from then on. Returns how many rows
-- that were; is_emptied says when none is left.
create function daybook.purge_day(p_user_code text, p_date date, p_rows integer) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  moment timestamptz := clock_timestamp();
  name text;
  key text;
  last uuid;
  part bigint;
  removed bigint := 0;
  is_last boolean := true;
begin
  foreach name in array array['analytics_sessions', 'analytics_page_views', 'analytics_clicks'] loop
    key := case name when 'analytics_sessions' then 'session_id' else 'event_id' end;
    -- Up to the last of them in the order of the key: a join with the keys would cost their square where statistics are old.
    execute format(
      'select o.%2$I from public.%1$I o where o.user_code = $1 and o.date = $2 order by o.%2$I offset $3 - 1 limit 1',
      name, key
    ) using p_user_code, p_date, p_rows into last;
    execute format(
      'delete from public.%1$I r where r.user_code = $1 and r.date = $2 and ($3 is null or r.%2$I <= $3)',
      name, key
    ) using p_user_code, p_date, last;
    get diagnostics part = row_count;
    removed := removed + part;
    is_last := is_last and part < p_rows;
  end loop;
  update public.analytics_days d
  set purged_at = coalesce(d.purged_at, moment), is_emptied = is_last, purge_failed_at = null, purge_failed_code = null
  where d.user_code = p_user_code and d.date = p_date;
  return removed;
end;
$$;

revoke all on function daybook.purge_day(text, date, integer) from public;
