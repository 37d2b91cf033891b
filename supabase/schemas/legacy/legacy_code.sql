-- The owner code of an old row as it stands there, as SQL: what the old dashboard asked for.
create function daybook.legacy_code(m jsonb) returns text
language plpgsql stable
set search_path = ''
as $$
begin
  return format(
    'coalesce(case when btrim(%1$s) <> '''' then %1$s end, %2$s, '''')',
    daybook.legacy_value(m #>> '{columns,user_code}'), daybook.legacy_field(m #> '{fields,user_code}')
  );
end;
$$;

revoke all on function daybook.legacy_code(jsonb) from public;
