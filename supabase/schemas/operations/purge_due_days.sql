-- Removes the raw events of days more than p_days ago (null: more than their owner keeps them), of one owner or of all: day by
-- day and in steps, one at least, until p_budget is used up. Called again, it goes on. Never of a day that is dirty or has not
-- been aggregated, nor of one in which a session of a day that stays goes on. A day that fails is reported, noted and tried
-- last from then on; one that is being rebuilt is left for the next call.
-- Returns { days, raw_events, remaining, failed }.
create function daybook.purge_due_days(p_days integer, p_user_code text, p_budget interval) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  rows_of_a_step constant integer := 20000;
  started timestamptz := clock_timestamp();
  doomed record;
  is_emptied boolean;
  days bigint := 0;
  raw_events bigint := 0;
  remaining bigint := 0;
  failed jsonb := '[]'::jsonb;
  is_over boolean := false;
begin
  for doomed in
    select d.user_code, d.date
    from public.analytics_days d
    left join public.analytics_owners o on o.user_code = d.user_code
    where d.date < current_date - coalesce(p_days, o.retention_days)
      and (p_user_code is null or d.user_code = p_user_code)
      and not d.is_emptied
      and d.computed_at is not null
    order by d.purge_failed_at nulls first, d.date, d.user_code
  loop
    if is_over then
      remaining := remaining + 1;
      continue;
    end if;
    begin
      perform 1
      from public.analytics_days d
      where d.user_code = doomed.user_code and d.date = doomed.date and not d.is_emptied
      for update skip locked;
      if not found then
        remaining := remaining + 1;
        continue;
      end if;
      -- Looked at now that it is held: a day that has become dirty stays, and so does one that the day before is still counted
      -- from, by what its sessions did after midnight.
      continue when exists (
        select 1
        from public.analytics_dirty_days m
        where m.user_code = doomed.user_code and m.date = doomed.date
      ) or daybook.day_before_needs(doomed.user_code, doomed.date);
      loop
        raw_events := raw_events + daybook.purge_day(doomed.user_code, doomed.date, rows_of_a_step);
        is_over := coalesce(clock_timestamp() - started > p_budget, false);
        is_emptied := (
          select d.is_emptied from public.analytics_days d where d.user_code = doomed.user_code and d.date = doomed.date
        );
        exit when is_over or is_emptied;
      end loop;
      if is_emptied then
        days := days + 1;
      else
        remaining := remaining + 1;
      end if;
    exception when query_canceled or others then
      raise warning 'raw events of day % of owner % could not be removed: %', doomed.date, doomed.user_code, sqlerrm;
      failed := failed || jsonb_build_object(
        'user_code', doomed.user_code, 'date', doomed.date, 'code', sqlstate, 'message', sqlerrm
      );
      is_over := sqlstate = '57014';
      perform daybook.note_purge_failure(doomed.user_code, doomed.date, sqlstate);
    end;
  end loop;
  return jsonb_build_object('days', days, 'raw_events', raw_events, 'remaining', remaining, 'failed', failed);
end;
$$;

revoke all on function daybook.purge_due_days(integer, text, interval) from public;
