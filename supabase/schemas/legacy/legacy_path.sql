-- The path that a place of the mapping names, within the event data or a column; null for a column as it is.
create function daybook.legacy_path(p_place jsonb) returns text[]
language plpgsql immutable
set search_path = ''
as $$
begin
  return case jsonb_typeof(p_place)
    when 'string' then string_to_array(p_place #>> '{}', '.')
    when 'array' then array(select k.value from jsonb_array_elements_text(p_place) with ordinality as k(value, rank) order by k.rank)
    else case when p_place ? 'path' then daybook.legacy_path(p_place -> 'path') end
  end;
end;
$$;

revoke all on function daybook.legacy_path(jsonb) from public;
