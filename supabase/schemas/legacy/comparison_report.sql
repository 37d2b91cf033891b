-- What analytics_compare_legacy_metrics returns, from pg_temp.legacy_compared and pg_temp.legacy_cells.
create function daybook.comparison_report(p_from date, p_to date, p_with_undated boolean) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  considered record;
  result jsonb;
begin
  select count(*) as rows, count(*) filter (where c.verdict is null) as not_imported
  into considered
  from pg_temp.legacy_compared c
  where c.was_counted or (p_with_undated and c.old_date is null);

  with left_out as (
    select c.class as reason, case when c.class in ('unknown_event_type', 'ignored') then left(coalesce(c.type_name, ''), 80) else '' end as kind,
      count(*) as rows
    from pg_temp.legacy_compared c
    where c.verdict in ('unmapped', 'filtered')
      and (c.was_counted or (p_with_undated and c.old_date is null))
    group by 1, 2
  ),
  causes as (
    select c.metric, e.key as cause, sum(e.value::bigint) as explained
    from pg_temp.legacy_cells c
    cross join lateral jsonb_each_text(c.explained) as e
    group by c.metric, e.key
  ),
  metrics as (
    select c.metric, sum(c.old) as old, sum(c.new) as new, sum(abs(c.unexplained)) as unexplained,
      (select coalesce(jsonb_object_agg(k.cause, k.explained), '{}'::jsonb) from causes k where k.metric = c.metric) as explained
    from pg_temp.legacy_cells c
    group by c.metric
  )
  select jsonb_build_object(
    'from', p_from,
    'to', p_to,
    'owners', (select count(distinct c.user_code) from pg_temp.legacy_cells c),
    'days', (select count(*) from (select distinct c.user_code, c.date from pg_temp.legacy_cells c) as d),
    'old_rows', considered.rows,
    'not_imported', considered.not_imported,
    'left_out', (
      select coalesce(jsonb_agg(
        jsonb_build_object('reason', l.reason, 'kind', l.kind, 'rows', l.rows) order by l.rows desc, l.reason, l.kind
      ), '[]'::jsonb)
      from left_out l
    ),
    'metrics', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'metric', m.metric, 'old', m.old, 'new', m.new, 'explained', m.explained, 'unexplained', m.unexplained
        ) order by m.metric
      ), '[]'::jsonb)
      from metrics m
    ),
    'differences', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'user_code', c.user_code, 'date', c.date, 'metric', c.metric, 'value', c.value, 'old', c.old, 'new', c.new,
          'explained', c.explained, 'unexplained', c.unexplained
        ) order by abs(c.unexplained) desc, c.user_code, c.date, c.metric, c.value
      ), '[]'::jsonb)
      from pg_temp.legacy_cells c
      where c.old <> c.new or c.unexplained <> 0
    )
  )
  into result;
  return result;
end;
$$;

revoke all on function daybook.comparison_report(date, date, boolean) from public;
