-- Goes on with the owners that are being deleted, the oldest wish first, until p_budget is used up; called again, it goes on. One at
-- which somebody else is at work is passed over, and one that fails is reported and stops no other. Part of the nightly run. For
-- service_role. Returns { owners: how many are gone, rows: removed now, remaining, failed }.
create function daybook.analytics_finish_deletions(p_budget interval default interval '5 seconds') returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  started timestamptz := clock_timestamp();
  doomed text;
  answer jsonb;
  rows bigint := 0;
  owners integer := 0;
  remaining integer := 0;
  failed jsonb := '[]'::jsonb;
begin
  for doomed in
    select d.user_code from public.analytics_deletions d order by d.requested_at, d.user_code
  loop
    if clock_timestamp() - started > p_budget then
      remaining := remaining + 1;
      continue;
    end if;
    begin
      perform 1 from public.analytics_deletions d where d.user_code = doomed for update skip locked;
      if not found then
        remaining := remaining + 1;
        continue;
      end if;
      answer := public.analytics_delete_owner(doomed, p_budget - (clock_timestamp() - started));
      rows := rows + (select sum(r.value::bigint) from jsonb_each_text(answer -> 'removed') as r);
      if (answer ->> 'done')::boolean then
        owners := owners + 1;
      else
        remaining := remaining + 1;
      end if;
    exception when query_canceled or others then
      raise warning 'owner % could not be deleted: %', doomed, sqlerrm;
      failed := failed || jsonb_build_object('user_code', doomed, 'code', sqlstate, 'message', sqlerrm);
      remaining := remaining + 1;
      exit when sqlstate = '57014';
    end;
  end loop;
  return jsonb_build_object('owners', owners, 'rows', rows, 'remaining', remaining, 'failed', failed);
end;
$$;

revoke all on function daybook.analytics_finish_deletions(interval) from public;
grant execute on function daybook.analytics_finish_deletions(interval) to service_role;
alter function daybook.analytics_finish_deletions(interval) set schema public;
