-- The old table as SQL for a from clause: its rows `e`, each with its event data as an object, `o.d`, and whether that is
-- kept as text.
-- `offset 0` keeps the object from being opened once for each field.
create function daybook.legacy_source(m jsonb) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  stored text := (select format('to_jsonb(e.%I)', c.name) from daybook.legacy_column(m #>> '{columns,event_data}') as c);
begin
  return case
    when stored is null then
      'public.analytics_events e cross join lateral (select ''{}''::jsonb as d, false as is_text offset 0) as o'
    else format(
      'public.analytics_events e cross join lateral (
         select case jsonb_typeof(%1$s) when ''object'' then %1$s else daybook.legacy_object(%1$s) end as d,
           coalesce(jsonb_typeof(%1$s) = ''string'', false) as is_text
         offset 0
       ) as o',
      stored
    )
  end;
end;
$$;

revoke all on function daybook.legacy_source(jsonb) from public;
