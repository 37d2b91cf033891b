-- The SQL expression for the first of some places that holds anything; '' counts as absent. A place is a key of the event
-- data, "a.b" in an object within it, ["a.b"] a key with a dot, {"column": "c"} a column, {"column": "c", "path": "a.b"}
-- a place in a column of JSON. Columns that do not exist are passed over.
create function daybook.legacy_field(p_places jsonb) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  parts text := '';
  place jsonb;
  path text[];
begin
  for place in select p.value from jsonb_array_elements(p_places) with ordinality as p(value, rank) order by p.rank loop
    path := daybook.legacy_path(place);
    if jsonb_typeof(place) <> 'object' then
      parts := parts || case cardinality(path)
        when 1 then format('nullif(o.d ->> %L, %L), ', path[1], '')
        else format('nullif(o.d #>> %L::text[], %L), ', path, '')
      end;
    elsif exists (select 1 from daybook.legacy_column(place ->> 'column')) then
      parts := parts || case
        when path is null then format('nullif(e.%I::text, %L), ', place ->> 'column', '')
        else format('nullif(daybook.legacy_object(to_jsonb(e.%I)) #>> %L::text[], %L), ', place ->> 'column', path, '')
      end;
    end if;
  end loop;
  return format('nullif(btrim(coalesce(%snull)), %L)', parts, '');
end;
$$;

revoke all on function daybook.legacy_field(jsonb) from public;
