-- When a row of the old table arrived, as SQL: the column of that name, whatever its type. A time without a zone is UTC's.
create function daybook.legacy_arrival(m jsonb) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  found_column record;
begin
  select * into found_column from daybook.legacy_column(m #>> '{columns,created_at}');
  return case
    when found_column.name is null then 'null::timestamptz'
    when found_column.type ~ '^(timestamp|date)' then format('e.%I::timestamptz', found_column.name)
    else format('daybook.legacy_time(e.%I::text)', found_column.name)
  end;
end;
$$;

revoke all on function daybook.legacy_arrival(jsonb) from public;
