-- The SQL expression for a column of the old table, null where it has none of that name.
create function daybook.legacy_column(p_columns jsonb, p_name text) returns text
language plpgsql stable
set search_path = ''
as $$
begin
  return coalesce(
    (
      select format('e.%I', a.attname)
      from pg_catalog.pg_attribute a
      where a.attrelid = to_regclass('public.analytics_events')
        and a.attname = p_columns ->> p_name
        and a.attnum > 0
        and not a.attisdropped
    ),
    'null'
  );
end;
$$;

revoke all on function daybook.legacy_column(jsonb, text) from public;
