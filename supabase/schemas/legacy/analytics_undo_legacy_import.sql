-- Takes the import back: removes every imported event and session and forgets what became of the old rows. Live events,
-- what the dual write wrote and purged days stay as they are; the days are counted anew. Works day by day until p_budget
-- is used up, by default half of the time that a statement may take here; `remaining` counts the old rows that are left
-- for the next call. Returns { rows, days, remaining }.
create function daybook.analytics_undo_legacy_import(p_budget interval default null) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  started timestamptz := clock_timestamp();
  budget interval := coalesce(p_budget, nullif(current_setting('statement_timeout')::interval, interval '0') / 2);
  today record;
  gone bigint;
  forgotten bigint := 0;
  days bigint := 0;
  remaining bigint;
begin
  perform pg_advisory_xact_lock(hashtext('import_legacy_events'));
  for today in
    select r.user_code, r.date
    from public.analytics_legacy_rows r
    where r.verdict <> 'dual_write'
    group by r.user_code, r.date
    order by r.user_code, r.date
  loop
    gone := daybook.undo_legacy_day(today.user_code, today.date);
    forgotten := forgotten + gone;
    days := days + 1;
    -- After a day, so that every call gets on.
    exit when clock_timestamp() - started > budget;
  end loop;

  select count(*) into remaining from public.analytics_legacy_rows r where r.verdict <> 'dual_write';
  if remaining = 0 then
    -- Hosted Supabase refuses a delete without a condition in every call through the API.
    delete from public.analytics_legacy_comparisons where true;
  end if;
  return jsonb_build_object('rows', forgotten, 'days', days, 'remaining', remaining);
end;
$$;

revoke all on function daybook.analytics_undo_legacy_import(interval) from public;
grant execute on function daybook.analytics_undo_legacy_import(interval) to service_role;
alter function daybook.analytics_undo_legacy_import(interval) set schema public;
