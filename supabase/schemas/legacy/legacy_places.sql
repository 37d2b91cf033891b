-- Where the dual write puts what it knows of an event: a column, or a path in the event data. The first place of each
-- list of the mapping that can be written wins; no row for what the old table has no place for.
create function daybook.legacy_places(m jsonb)
returns table (field text, column_name text, path text[])
language plpgsql stable
set search_path = ''
as $$
declare
  has_data boolean := exists (select 1 from daybook.legacy_column(m #>> '{columns,event_data}'));
begin
  return query
  select distinct on (p.field) p.field, p.column_name, p.path
  from (
    -- The owner and the kind have columns of their own, as a rule.
    select n.field, c.name as column_name, null::text[] as path, 0::bigint as rank
    from unnest(array['user_code', 'event_type']) as n(field)
    cross join lateral daybook.legacy_column(m -> 'columns' ->> n.field) as c
    where not c.is_derived
    union all
    select n.field, c.name, case when c.name is null then daybook.legacy_path(e.value) end, e.rank
    from unnest(array['user_code', 'event_type', 'event_id', 'session', 'share', 'page', 'target', 'time']) as n(field)
    cross join lateral jsonb_array_elements(m -> 'fields' -> n.field) with ordinality as e(value, rank)
    left join lateral daybook.legacy_column(e.value ->> 'column') as c
      on jsonb_typeof(e.value) = 'object' and not e.value ? 'path' and not c.is_derived
    where c.name is not null or (has_data and jsonb_typeof(e.value) <> 'object')
  ) as p
  order by p.field, p.rank;
end;
$$;

revoke all on function daybook.legacy_places(jsonb) from public;
