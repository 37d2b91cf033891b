-- The SQL expression for the first of some keys of `d` that holds anything; '' counts as absent.
create function daybook.legacy_field(p_keys jsonb) returns text
language plpgsql immutable
set search_path = ''
as $$
declare
  parts text := '';
  key text;
begin
  for key in select k.value from jsonb_array_elements_text(p_keys) with ordinality as k(value, place) order by k.place loop
    parts := parts || case when strpos(key, '.') > 0
      then format('nullif(d #>> %L::text[], %L), ', string_to_array(key, '.'), '')
      else format('nullif(d ->> %L, %L), ', key, '')
    end;
  end loop;
  return format('nullif(btrim(coalesce(%snull)), %L)', parts, '');
end;
$$;

revoke all on function daybook.legacy_field(jsonb) from public;
