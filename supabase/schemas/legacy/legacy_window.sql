-- The rows of the old table that arrived in [$1, $2), or those without a time of arrival, as SQL. An index on the column
-- serves where it holds times.
create function daybook.legacy_window(m jsonb, p_is_undated boolean) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  arrival text := daybook.legacy_arrival(m);
  found_column record;
begin
  select * into found_column from daybook.legacy_column(m #>> '{columns,created_at}');
  if p_is_undated then
    return format('%s is null', arrival);
  elsif found_column.type like 'timestamp%without%' then
    return format('e.%1$I >= ($1 at time zone ''UTC'') and e.%1$I < ($2 at time zone ''UTC'')', found_column.name);
  end if;
  return format('%1$s >= $1 and %1$s < $2', arrival);
end;
$$;

revoke all on function daybook.legacy_window(jsonb, boolean) from public;
