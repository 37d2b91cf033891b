-- Imports all old rows that arrived from p_from to p_to, both days included, in one transaction: what
-- `npm run legacy:import` does in steps. The days it touched are dirty afterwards: run backfill_aggregates.
-- Returns the sum of its steps, as analytics_import_legacy_step does.
create function daybook.analytics_import_legacy_events(p_from timestamptz, p_to timestamptz, p_create_owners boolean default false)
returns jsonb
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
as $$
declare
  result jsonb := '{}';
  part jsonb;
  step jsonb;
  name text;
begin
  for step in select s.value from jsonb_array_elements(public.analytics_plan_legacy_import(p_from, p_to, 50000, true) -> 'steps') as s loop
    part := public.analytics_import_legacy_step(
      (step ->> 'from')::timestamptz, (step ->> 'to')::timestamptz, p_create_owners,
      (step ->> 'part')::integer, (step ->> 'parts')::integer
    );
    foreach name in array array['rows', 'imported', 'duplicate', 'dual_write', 'filtered', 'unmapped'] loop
      result := jsonb_set(result, array[name], to_jsonb(coalesce((result ->> name)::bigint, 0) + (part ->> name)::bigint));
    end loop;
    result := result || jsonb_build_object(
      'owners_created', coalesce(result -> 'owners_created', '[]'::jsonb) || (part -> 'owners_created'),
      'reasons', (
        select coalesce(jsonb_object_agg(r.key, r.rows), '{}'::jsonb)
        from (
          select e.key, sum(e.value::bigint) as rows
          from (
            select * from jsonb_each_text(coalesce(result -> 'reasons', '{}'::jsonb))
            union all
            select * from jsonb_each_text(part -> 'reasons')
          ) as e
          group by e.key
        ) as r
      )
    );
    raise notice 'imported % of % rows that arrived from % on', part ->> 'imported', part ->> 'rows', step ->> 'from';
  end loop;
  perform public.analytics_finish_legacy_import();
  return result;
end;
$$;

revoke all on function daybook.analytics_import_legacy_events(timestamptz, timestamptz, boolean) from public;
grant execute on function daybook.analytics_import_legacy_events(timestamptz, timestamptz, boolean) to service_role;
alter function daybook.analytics_import_legacy_events(timestamptz, timestamptz, boolean) set schema public;
