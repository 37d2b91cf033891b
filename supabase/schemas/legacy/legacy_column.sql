-- A column of the old table: its name, type and what fills it. No row where it has none of that name.
create function daybook.legacy_column(p_name text)
returns table (
  name       text,
  type       text,
  is_text    boolean,
  is_needed  boolean,
  is_derived boolean,
  default_value text
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select a.attname::text, format_type(a.atttypid, a.atttypmod), t.typcategory = 'S',
    -- What an insert has to give.
    a.attnotnull and not a.atthasdef and a.attidentity = '', a.attgenerated <> '',
    case
      when a.attidentity <> '' then format('nextval(%L)', pg_get_serial_sequence('public.analytics_events', a.attname::text))
      else pg_get_expr(d.adbin, d.adrelid)
    end
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_type t on t.oid = a.atttypid
  left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = to_regclass('public.analytics_events')
    and a.attnum > 0
    and not a.attisdropped
    and a.attname = p_name;
end;
$$;

revoke all on function daybook.legacy_column(text) from public;
