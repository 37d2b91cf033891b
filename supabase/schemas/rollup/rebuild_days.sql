-- Rebuilds a list of (owner, day), each in a subtransaction: a failing one is reported and does not stop the others.
-- Stops when p_budget is used up. Returns the JSON that aggregate_analytics_daily and backfill_aggregates answer.
create function daybook.rebuild_days(p_days jsonb, p_budget interval default null) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
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
begin
  for today in
    select d.value ->> 'user_code' as user_code, (d.value ->> 'date')::date as date
    from jsonb_array_elements(p_days) with ordinality as d(value, place)
    order by d.place
  loop
    exit when clock_timestamp() - started > p_budget;
    begin
      rebuilt := daybook.rebuild_day(today.user_code, today.date);
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
    exception when others then
      raise warning 'day % of owner % could not be rebuilt: %', today.date, today.user_code, sqlerrm;
      failed := failed || jsonb_build_object(
        'user_code', today.user_code, 'date', today.date, 'code', sqlstate, 'message', sqlerrm
      );
    end;
    done := done + 1;
  end loop;

  return jsonb_build_object(
    'dates', to_jsonb(dates),
    'owners', cardinality(owners),
    'days', done - jsonb_array_length(failed) - jsonb_array_length(purged),
    'rows', written,
    'raw_events', raw,
    'purged', purged,
    'failed', failed,
    'milliseconds', round(extract(epoch from clock_timestamp() - started) * 1000),
    'remaining', jsonb_array_length(p_days) - done
  );
end;
$$;

revoke all on function daybook.rebuild_days(jsonb, interval) from public;
