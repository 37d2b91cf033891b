-- Removes the raw events of one (owner, day) and notes that they are gone. Returns how many rows that were.
create function daybook.purge_day(p_user_code text, p_date date) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  purged timestamptz := clock_timestamp();
  removed bigint := 0;
  part bigint;
begin
  update public.analytics_days d set purged_at = purged
  where d.user_code = p_user_code and d.date = p_date;
  delete from public.analytics_sessions r where r.user_code = p_user_code and r.date = p_date;
  get diagnostics part = row_count;
  removed := removed + part;
  delete from public.analytics_page_views r where r.user_code = p_user_code and r.date = p_date;
  get diagnostics part = row_count;
  removed := removed + part;
  delete from public.analytics_clicks r where r.user_code = p_user_code and r.date = p_date;
  get diagnostics part = row_count;
  return removed + part;
end;
$$;

revoke all on function daybook.purge_day(text, date) from public;
