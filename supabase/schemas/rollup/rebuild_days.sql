-- Rebuilds a list of (owner, day), each in a subtransaction: a failing one is reported, set aside and does not stop the others.
-- One that is still at it when the statement's time ends (57014) is set aside too, and the call ends: what was done before
-- is kept. With p_budget it stops when that is used up, and passes over a day that another rebuild is at work on; without
-- it waits for the other one. Of owners who follow each other with the same date, those with little on it are rebuilt together
-- (rebuild_set); those that it leaves, one by one. p_quickly: see rebuild_day; each by itself.
-- Returns the JSON that aggregate_analytics_daily and backfill_aggregates answer.
create function daybook.rebuild_days(p_days jsonb, p_budget interval default null, p_quickly boolean default false)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  -- More of them at once are slower: what is counted of them has to lie in the processor's caches.
  of_a_set constant integer := 64;
  former_timeout text := current_setting('lock_timeout');
  started timestamptz := clock_timestamp();
  part record;
  small record;
  rebuilt_together record;
  together text[];
  code text;
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
  <<parts>>
  for part in
    select c.date, array_agg(c.user_code order by c.place) as user_codes
    from (
      -- Owners who follow each other with the same date have the same course.
      select d.value ->> 'user_code' as user_code, (d.value ->> 'date')::date as date, d.place,
        d.place - row_number() over (partition by d.value ->> 'date' order by d.place) as course
      from jsonb_array_elements(p_days) with ordinality as d(value, place)
    ) as c
    group by c.date, c.course
    order by min(c.place)
  loop
    begin
      -- All of them in their order, for those that are rebuilt together are done before the others.
      if p_budget is null then
        perform 1 from daybook.hold_days(part.user_codes, part.date);
      end if;
    exception when query_canceled then
      exit parts;
    end;
    together := '{}'::text[];
    for small in
      select array_agg(u.code order by u.place) as user_codes
      from unnest(
        case when not p_quickly then daybook.small_days(part.user_codes, part.date) end
      ) with ordinality as u(code, place)
      group by (u.place - 1) / of_a_set
      having count(*) > 1
      order by (u.place - 1) / of_a_set
    loop
      exit parts when clock_timestamp() - started > p_budget;
      begin
        select coalesce(array_agg(r.user_code), '{}') as codes, sum(r.daily_rows) as daily_rows, sum(r.raw_events) as raw_events
        into rebuilt_together
        from daybook.rebuild_set(small.user_codes, part.date) as r;
      exception when query_canceled then
        exit parts;
      end;
      continue when rebuilt_together.codes = '{}';
      together := together || rebuilt_together.codes;
      owners := owners || rebuilt_together.codes;
      done := done + cardinality(rebuilt_together.codes);
      written := written + rebuilt_together.daily_rows;
      raw := raw + rebuilt_together.raw_events;
      if not part.date = any (dates) then
        dates := dates || part.date;
      end if;
    end loop;

    for code in
      select u.code from unnest(part.user_codes) with ordinality as u(code, place)
      where u.code not in (select t.code from unnest(together) as t(code))
      order by u.place
    loop
      exit parts when is_out_of_time or clock_timestamp() - started > p_budget;
      begin
        rebuilt := daybook.rebuild_day(code, part.date, p_quickly);
        if rebuilt ? 'missing' then
          purged := purged || jsonb_build_object('user_code', code, 'date', part.date, 'missing', rebuilt -> 'missing');
        else
          written := written + (rebuilt ->> 'rows')::bigint;
          raw := raw + (rebuilt ->> 'raw_events')::bigint;
          if not part.date = any (dates) then
            dates := dates || part.date;
          end if;
          owners := owners || code;
        end if;
        done := done + 1;
      exception
        when lock_not_available then
          raise notice 'day % of owner % is being rebuilt by somebody else', part.date, code;
        -- A statement's time ends once: what follows here is not cut off again.
        when query_canceled or others then
          raise warning 'day % of owner % could not be rebuilt: %', part.date, code, sqlerrm;
          failed := failed || jsonb_build_object(
            'user_code', code, 'date', part.date, 'code', sqlstate, 'message', sqlerrm
          );
          is_out_of_time := sqlstate = '57014';
          done := done + 1;
          perform daybook.set_day_aside(code, part.date, sqlstate);
      end;
    end loop;
  end loop;
  perform set_config('lock_timeout', former_timeout, true);

  return jsonb_build_object(
    'dates', to_jsonb(dates),
    'owners', (select count(distinct o.user_code) from unnest(owners) as o(user_code)),
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
