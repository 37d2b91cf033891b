-- The SQL expression for a column of the old table as text; 'null' where it has none of that name.
create function daybook.legacy_value(p_name text) returns text
language plpgsql stable
set search_path = ''
as $$
begin
  return coalesce((select format('e.%I::text', c.name) from daybook.legacy_column(p_name) as c), 'null::text');
end;
$$;

revoke all on function daybook.legacy_value(text) from public;
