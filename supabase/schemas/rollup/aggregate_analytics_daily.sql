-- The roll-up. Without a date: every dirty day that has ended for its owner, and yesterday, oldest first, however many
-- nights were missed; with one: that day for all owners that have events or rows on it. Being late, doubled, skipped or killed
-- changes nothing, but for a line in the operators' log where a date is given. p_include_today: the day that has not ended as well, whose rows serve until its next event.
-- p_budget bounds the time one call takes; `remaining` then says how many days are left for the next. A day that failed before
-- comes last; one that a statement had no time for is left to analytics_rebuild_set_aside where a budget is given.
-- Returns { dates, owners, days, rows, raw_events, purged, failed, set_aside, milliseconds, remaining }.
create function daybook.aggregate_analytics_daily(
  p_date date default null,
  p_budget interval default null,
  p_include_today boolean default false
)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  -- More than any budget is enough for: a list is made for each call, and to list all days of many owners took a good part of it.
  of_a_call constant integer := 20000;
  days jsonb;
  due integer := 0;
  answer jsonb;
begin
  if p_date is null then
    perform daybook.coming_partitions();
    perform daybook.fold_ingest_log(p_budget / 4);

    -- Every dirty day, and yesterday unless it was computed after its end.
    with clocks as materialized (
      select o.user_code, (now() at time zone coalesce(z.time_zone, o.time_zone))::date as today
      from public.analytics_owners o
      left join public.analytics_owner_time_zones z
        on z.user_code = o.user_code and now() >= z.valid_from and now() < z.valid_to
    ),
    due_days as materialized (
      select m.user_code, m.date, a.set_aside_at
      from (
        select distinct d.user_code, d.date
        from public.analytics_dirty_days d
        join clocks c on c.user_code = d.user_code
        where p_include_today or d.date < c.today
        union
        select d.user_code, d.date
        from public.analytics_days d
        join clocks c on c.user_code = d.user_code
        where d.date = c.today - 1
          and d.purged_at is null
          and daybook.day_at(d.user_code, d.computed_at) <= d.date
      ) as m
      left join public.analytics_days a on a.user_code = m.user_code and a.date = m.date
      where p_budget is null or a.set_aside_code is distinct from '57014'
    )
    select
      (select count(*) from due_days),
      (
        select jsonb_agg(
          jsonb_build_object('user_code', f.user_code, 'date', f.date) order by f.set_aside_at nulls first, f.date, f.user_code
        )
        from (
          select d.*
          from due_days d
          order by d.set_aside_at nulls first, d.date, d.user_code
          limit case when p_budget is not null then of_a_call end
        ) as f
      )
    into due, days;
  else
    answer := daybook.rebuild_date(p_date, p_budget);
    perform daybook.log_operation('', 'days_rebuilt', jsonb_build_object(
      'from', p_date, 'to', p_date, 'days', answer -> 'days', 'raw_events', answer -> 'raw_events'
    ));
    return answer;
  end if;

  days := coalesce(days, '[]'::jsonb);
  answer := daybook.rebuild_days(days, p_budget);
  return answer || jsonb_build_object(
    'remaining', (answer ->> 'remaining')::integer + greatest(due - jsonb_array_length(days), 0)
  );
end;
$$;

revoke all on function daybook.aggregate_analytics_daily(date, interval, boolean) from public;
grant execute on function daybook.aggregate_analytics_daily(date, interval, boolean) to service_role;
alter function daybook.aggregate_analytics_daily(date, interval, boolean) set schema public;
