-- The part `fields` of a with, as SQL: the rows that arrived in [$1, $2), or those without a time of arrival, and their
-- fields by the mapping, as texts. $8 and $9: of so many parts the one, since a moment may have any number of rows.
-- `offset 0` keeps each step's expressions from being repeated in the next one.
create function daybook.legacy_fields(m jsonb, p_is_undated boolean) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  f jsonb := m -> 'fields';
  id text := daybook.legacy_value(m #>> '{columns,id}');
begin
  return
    'fields as (
      select ' || id || ' as legacy_id, ' || daybook.legacy_arrival(m) || ' as arrived_at, o.d, o.is_text, o.d is null as is_no_object,
        ' || daybook.legacy_code(m) || ' as old_code,
        lower(coalesce(nullif(btrim(' || daybook.legacy_value(m #>> '{columns,event_type}') || '), ''''),
          ' || daybook.legacy_field(f -> 'event_type') || ')) as type_name,
        daybook.legacy_time(' || daybook.legacy_field(f -> 'time') || ') as own_time,
        ' || daybook.legacy_field(f -> 'session') || ' as session,
        ' || daybook.legacy_field(f -> 'event_id') || ' as own_id,
        ' || daybook.legacy_field(f -> 'share') || ' as share,
        ' || daybook.legacy_field(f -> 'group') || ' as own_group,
        ' || daybook.legacy_field(f -> 'page') || ' as old_page,
        ' || daybook.legacy_field(f -> 'target') || ' as old_target,
        ' || daybook.legacy_field(f -> 'user_agent') || ' as agent,
        o.d ->> ''written_by'' = ''daybook'' as is_dual,
        ' || daybook.legacy_visit(f) || ' as visit
      from ' || daybook.legacy_source(m) || '
      where ' || daybook.legacy_window(m, p_is_undated) || '
        and ($9 = 1 or mod(abs(hashtext(' || id || ')::bigint), $9) = $8)
      offset 0
    )';
end;
$$;

revoke all on function daybook.legacy_fields(jsonb, boolean) from public;
