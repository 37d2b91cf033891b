-- Plans an import: cuts the days from p_from to p_to, both included, into steps of whole hours with about p_rows rows
-- each; an hour with many more is cut into parts. A step's `done` counts the rows that need no further look.
-- p_prepare: makes the partitions of the months that have old rows; without it nothing is changed. p_mapping: instead of the
-- one in force. Returns { rows, done, steps: [{ from, to, part, parts, rows, done }] }; `from` null: the rows without a time of
-- arrival. 22023: the mapping names no column that tells the rows apart.
create function daybook.analytics_plan_legacy_import(
  p_from timestamptz,
  p_to timestamptz,
  p_rows integer default 20000,
  p_prepare boolean default false,
  p_mapping jsonb default null
)
returns jsonb
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
as $$
declare
  from_date date := (p_from at time zone 'UTC')::date;
  to_date date := (p_to at time zone 'UTC')::date;
  m jsonb := coalesce(p_mapping, (select c.mapping from public.analytics_legacy_mapping c where c.name = 'current'));
  arrival text := daybook.legacy_arrival(m);
  plan jsonb;
begin
  if from_date is null or to_date is null or from_date > to_date then
    raise exception 'an import wants a first and a last day, in this order' using errcode = '22023';
  end if;
  if to_regclass('public.analytics_events') is null then
    return jsonb_build_object('rows', 0, 'done', 0, 'steps', '[]'::jsonb);
  end if;
  if not exists (select 1 from daybook.legacy_column(m #>> '{columns,id}')) then
    raise exception 'analytics_events has no column %: name the one that tells its rows apart in columns.id of lib/legacy/mapping.ts',
      coalesce(m #>> '{columns,id}', 'id') using errcode = '22023';
  end if;

  execute
    'with old as (
      select date_trunc(''hour'', ' || arrival || ') as hour, count(*) as rows
      from public.analytics_events e
      where (' || daybook.legacy_window(m, false) || ') or ' || arrival || ' is null
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
      select min(h.hour) as first_hour, max(h.hour) + interval ''1 hour'' as last_hour, sum(h.rows) as rows, sum(h.done) as done,
        greatest(1, round(sum(h.rows) / $3))::integer as parts
      from hours h
      group by h.step, h.hour is null
    )
    select jsonb_build_object(
      -- An event may lie up to 7 days before its row, and its day one off from the one in UTC.
      ''months'', (
        select coalesce(jsonb_agg(distinct date_trunc(''month'', h.hour + make_interval(days => d.days))), ''[]''::jsonb)
        from hours h
        cross join (values (-8), (0), (2)) as d(days)
        where h.hour is not null
      ),
      ''rows'', coalesce((select sum(s.rows) from steps s), 0),
      ''done'', coalesce((select sum(s.done) from steps s), 0),
      ''steps'', coalesce(jsonb_agg(
        jsonb_build_object(
          ''from'', s.first_hour, ''to'', s.last_hour, ''part'', p.part, ''parts'', s.parts,
          ''rows'', s.rows / s.parts + case when p.part < s.rows % s.parts then 1 else 0 end, ''done'', s.done / s.parts
        ) order by s.first_hour nulls first, p.part
      ), ''[]''::jsonb)
    )
    from (
      select s.first_hour, s.last_hour, s.rows::bigint as rows, s.done::bigint as done, s.parts from steps s
    ) as s
    cross join lateral generate_series(0, s.parts - 1) as p(part)'
  into plan
  using from_date::timestamptz, (to_date + 1)::timestamptz, greatest(p_rows, 1);
  if p_prepare then
    perform daybook.ensure_partitions((m.value at time zone 'UTC')::date)
    from jsonb_array_elements_text(plan -> 'months') as t(value)
    cross join lateral (select t.value::timestamptz as value) as m
    order by m.value;
  end if;
  return plan - 'months';
end;
$$;

revoke all on function daybook.analytics_plan_legacy_import(timestamptz, timestamptz, integer, boolean, jsonb) from public;
grant execute on function daybook.analytics_plan_legacy_import(timestamptz, timestamptz, integer, boolean, jsonb) to service_role;
alter function daybook.analytics_plan_legacy_import(timestamptz, timestamptz, integer, boolean, jsonb) set schema public;
