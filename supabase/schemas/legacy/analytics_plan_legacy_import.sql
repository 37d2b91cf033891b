-- Plans an import: makes the partitions of the months that have old rows, and cuts the days from p_from to p_to, both
-- included, into steps of whole hours with about p_rows rows each. A step's `done` counts the rows that need no further
-- look. Returns { rows, done, steps: [{ from, to, rows, done }] }; `from` null: the rows without a time of arrival.
create function daybook.analytics_plan_legacy_import(p_from timestamptz, p_to timestamptz, p_rows integer default 20000) returns jsonb
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
as $$
declare
  from_date date := (p_from at time zone 'UTC')::date;
  to_date date := (p_to at time zone 'UTC')::date;
  arrival text := daybook.legacy_column(
    (select c.mapping -> 'columns' from public.analytics_legacy_mapping c where c.name = 'current'), 'created_at'
  );
  plan jsonb;
begin
  if from_date is null or to_date is null or from_date > to_date then
    raise exception 'an import wants a first and a last day, in this order' using errcode = '22023';
  end if;
  if to_regclass('public.analytics_events') is null then
    return jsonb_build_object('rows', 0, 'done', 0, 'steps', '[]'::jsonb);
  end if;

  execute
    'with old as (
      select date_trunc(''hour'', ' || arrival || '::timestamptz) as hour, count(*) as rows
      from public.analytics_events e
      where (' || arrival || ' >= $1 and ' || arrival || ' < $2) or ' || arrival || ' is null
      group by 1
    ),
    final as (
      select date_trunc(''hour'', r.arrived_at) as hour, count(*) as rows
      from public.analytics_legacy_rows r
      where ((r.arrived_at >= $1 and r.arrived_at < $2) or r.arrived_at is null)
        and r.verdict in (''imported'', ''duplicate'', ''dual_write'')
      group by 1
    ),
    hours as (
      select o.hour, o.rows, coalesce(f.rows, 0) as done,
        floor((sum(o.rows) over (order by o.hour nulls first) - 1) / $3) as step
      from old o
      left join final f on f.hour is not distinct from o.hour
    ),
    steps as (
      select min(h.hour) as first_hour, max(h.hour) + interval ''1 hour'' as last_hour, sum(h.rows) as rows, sum(h.done) as done
      from hours h
      group by h.step, h.hour is null
    )
    select jsonb_build_object(
      ''rows'', coalesce(sum(s.rows), 0),
      ''done'', coalesce(sum(s.done), 0),
      ''steps'', coalesce(jsonb_agg(
        jsonb_build_object(''from'', s.first_hour, ''to'', s.last_hour, ''rows'', s.rows, ''done'', s.done)
        order by s.first_hour nulls first
      ), ''[]''::jsonb)
    )
    from steps s'
  into plan
  using from_date::timestamptz, (to_date + 1)::timestamptz, greatest(p_rows, 1);

  perform daybook.ensure_partitions(months.day::date)
  from jsonb_array_elements(plan -> 'steps') as s
  cross join lateral generate_series(
    date_trunc('month', (s.value ->> 'from')::timestamptz - interval '8 days'),
    (s.value ->> 'to')::timestamptz + interval '1 day',
    interval '1 month'
  ) as months(day)
  where s.value ->> 'from' is not null
  group by months.day
  order by months.day;
  return plan;
end;
$$;

revoke all on function daybook.analytics_plan_legacy_import(timestamptz, timestamptz, integer) from public;
grant execute on function daybook.analytics_plan_legacy_import(timestamptz, timestamptz, integer) to service_role;
alter function daybook.analytics_plan_legacy_import(timestamptz, timestamptz, integer) set schema public;
