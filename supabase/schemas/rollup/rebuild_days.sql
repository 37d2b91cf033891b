-- Rebuilds a list of (owner, day), each in a subtransaction: a failing one is reported, set aside and does not stop the others.
-- One that is still at it when the statement's time ends (57014) is set aside too, and the call ends: what was done before
-- is kept. With p_budget it stops when that is used up, and passes over a day that another rebuild is at work on; without
-- it waits for the other one. p_quickly: see rebuild_day.
-- Returns the JSON that aggregate_analytics_daily and backfill_aggregates answer.
create function daybook.rebuild_days(p_days jsonb, p_budget interval default null, p_quickly boolean default false)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  former_timeout text := current_setting('lock_timeout');
  started timestamptz := clock_timestamp();
  today record;
  rebuilt jsonb;
  done integer := 0;
  written bigint := 0;
  raw bigint := 0;
  dates date[] := '{}'::date[];
  owners text[] := '{}'::text[];
  purged jsonb := '[]'::jsonb;
  failed jsonb := '[]'::jsonb;
  is_out_of_time boolean := false;
begin
  if p_budget is not null then
    -- Less than deadlock_timeout, so that waiting ends before a deadlock is looked for.
    perform set_config('lock_timeout', '500ms', true);
  end if;
  for today in
    select d.value ->> 'user_code' as user_code, (d.value ->> 'date')::date as date
    from jsonb_array_elements(p_days) with ordinality as d(value, place)
    order by d.place
  loop
    exit when is_out_of_time or clock_timestamp() - started > p_budget;
    begin
      rebuilt := daybook.rebuild_day(today.user_code, today.date, p_quickly);
      if rebuilt ? 'missing' then
        purged := purged || jsonb_build_object(
          'user_code', today.user_code, 'date', today.date, 'missing', rebuilt -> 'missing'
        );
      else
        written := written + (rebuilt ->> 'rows')::bigint;
        raw := raw + (rebuilt ->> 'raw_events')::bigint;
        if not today.date = any (dates) then
          dates := dates || today.date;
        end if;
        if not today.user_code = any (owners) then
          owners := owners || today.user_code;
        end if;
      end if;
      done := done + 1;
    exception
      when lock_not_available then
        raise notice 'day % of owner % is being rebuilt by somebody else', today.date, today.user_code;
      -- A statement's time ends once: what follows here is not cut off again.
      when query_canceled or others then
        raise warning 'day % of owner % could not be rebuilt: %', today.date, today.user_code, sqlerrm;
        failed := failed || jsonb_build_object(
          'user_code', today.user_code, 'date', today.date, 'code', sqlstate, 'message', sqlerrm
        );
        is_out_of_time := sqlstate = '57014';
        done := done + 1;
        perform daybook.set_day_aside(today.user_code, today.date, sqlstate);
    end;
  end loop;
  perform set_config('lock_timeout', former_timeout, true);

  return jsonb_build_object(
    'dates', to_jsonb(dates),
    'owners', cardinality(owners),
    'days', done - jsonb_array_length(failed) - jsonb_array_length(purged),
    'rows', written,
    'raw_events', raw,
    'purged', purged,
    'failed', failed,
    'set_aside', daybook.days_set_aside(),
    'milliseconds', round(extract(epoch from clock_timestamp() - started) * 1000),
    'remaining', jsonb_array_length(p_days) - done
  );
end;
$$;

revoke all on function daybook.rebuild_days(jsonb, interval, boolean) from public;
