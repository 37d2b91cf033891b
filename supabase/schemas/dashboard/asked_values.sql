-- What conditions on an attribute of visits come to, together: for 'is' the values that all of them allow (null: there is none), for
-- 'is_not' all values that one of them excludes.
create function daybook.asked_values(p_filters jsonb, p_operator text, p_field text) returns text[]
language plpgsql immutable
set search_path = ''
as $$
declare
  conditions jsonb := jsonb_path_query_array(
    p_filters, 'strict $[*] ? (@[0] == $operator && @[1] == $field)[2]', jsonb_build_object('operator', p_operator, 'field', p_field)
  );
begin
  if conditions = '[]' then
    return case p_operator when 'is_not' then '{}'::text[] end;
  end if;
  return array(
    select v.value
    from jsonb_array_elements(conditions) with ordinality as c(list, place)
    cross join lateral jsonb_array_elements_text(c.list) as v(value)
    group by v.value
    having p_operator = 'is_not' or count(distinct c.place) = jsonb_array_length(conditions)
  );
end;
$$;

revoke all on function daybook.asked_values(jsonb, text, text) from public;
