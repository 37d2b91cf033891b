-- The columns of the old table that may not be null and that neither a default nor the dual write fills, as faults.
create function daybook.unfilled_columns(m jsonb) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'column', c.name,
        'fault', format('may not be null (%s) and nothing fills it: give it a value in constants of lib/legacy/mapping.ts', c.type)
      ) order by c.name
    ), '[]'::jsonb)
    from pg_catalog.pg_attribute a
    cross join lateral daybook.legacy_column(a.attname) as c
    where a.attrelid = 'public.analytics_events'::regclass
      and a.attnum > 0
      and c.is_needed
      and c.name <> all (array[m #>> '{columns,id}', m #>> '{columns,event_data}', m #>> '{columns,created_at}'])
      and not coalesce(m -> 'constants', '{}'::jsonb) ? c.name
      and not exists (select 1 from daybook.legacy_places(m) as p where p.column_name = c.name)
  );
end;
$$;

revoke all on function daybook.unfilled_columns(jsonb) from public;
