-- Removes the salt of each day that ended everywhere 48 hours ago. Returns how many that were.
create function daybook.purge_salts() returns bigint
language plpgsql
set search_path = ''
as $$
declare
  removed bigint;
begin
  delete from public.analytics_visitor_salts s where s.date < (now() at time zone 'Etc/GMT+12')::date - 2;
  get diagnostics removed = row_count;
  return removed;
end;
$$;

revoke all on function daybook.purge_salts() from public;
