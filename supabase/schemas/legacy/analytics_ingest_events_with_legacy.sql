-- analytics_ingest_events, and in the same transaction an old row for each page view and click, under an id of its own that makes
-- a repeat harmless. A fault of the old table is a warning: it never costs an event. Used when LEGACY_DUAL_WRITE is set.
create function daybook.analytics_ingest_events_with_legacy(payload jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  answer jsonb := public.analytics_ingest_events(payload);
  m jsonb := (select c.mapping from public.analytics_legacy_mapping c where c.name = 'current');
begin
  begin
    execute format(
      'insert into public.analytics_events (%I, %I, %I, %I)
       select md5(''daybook '' || e.user_code || '' '' || (e.value ->> ''id''))::uuid, e.user_code, $2 #>> array[''types'', e.kind, ''0''],
         jsonb_strip_nulls(jsonb_build_object(
           $2 #>> ''{fields,session,0}'', e.session ->> ''id'',
           $2 #>> ''{fields,share,0}'', nullif(e.session ->> ''share_code'', ''''),
           $2 #>> ''{fields,page,0}'', e.value ->> ''page'',
           $2 #>> ''{fields,target,0}'', e.value ->> ''target'',
           $2 #>> ''{fields,time,0}'', e.value ->> ''at'',
           $2 #>> ''{fields,event_id,0}'', e.value ->> ''id'',
           ''written_by'', ''daybook''
         ))
       from (
         select b.value ->> ''user_code'' as user_code, b.value -> ''session'' as session, k.kind, v.value
         from jsonb_array_elements($1 -> ''batches'') as b
         cross join lateral (values (''page_view'', b.value -> ''page_views''), (''click'', b.value -> ''clicks'')) as k(kind, list)
         cross join lateral jsonb_array_elements(nullif(k.list, ''null'')) as v
       ) as e
       order by 1
       on conflict do nothing',
      m #>> '{columns,id}', m #>> '{columns,user_code}', m #>> '{columns,event_type}', m #>> '{columns,event_data}'
    ) using payload, m;
  exception when others then
    raise warning 'the old table was not written: %', sqlerrm;
  end;
  return answer;
end;
$$;

revoke all on function daybook.analytics_ingest_events_with_legacy(jsonb) from public;
grant execute on function daybook.analytics_ingest_events_with_legacy(jsonb) to service_role;
alter function daybook.analytics_ingest_events_with_legacy(jsonb) set schema public;
