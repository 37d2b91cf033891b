-- Sums pg_temp.legacy_entries up, a row for each number, in pg_temp.legacy_cells, and keeps each (owner, day) for the
-- owner's members.
create function daybook.store_comparison(p_from date, p_to date) returns void
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
set jit = off
as $$
begin
  drop table if exists pg_temp.legacy_cells;
  create temporary table legacy_cells on commit drop as
  with causes as (
    select e.user_code, e.date, e.metric, e.value, e.cause,
      sum(e.old) as old, sum(e.new) as new, sum(e.explained) as explained
    from pg_temp.legacy_entries e
    group by e.user_code, e.date, e.metric, e.value, e.cause
  )
  select
    c.user_code, c.date, c.metric, c.value,
    sum(c.old)::bigint as old,
    sum(c.new)::bigint as new,
    coalesce(jsonb_object_agg(c.cause, c.explained) filter (where c.explained <> 0), '{}'::jsonb) as explained,
    (sum(c.new) - sum(c.old) - sum(c.explained))::bigint as unexplained
  from causes c
  group by c.user_code, c.date, c.metric, c.value
  having sum(c.old) <> 0 or sum(c.new) <> 0;

  delete from public.analytics_legacy_comparisons t where t.date between p_from and p_to;
  insert into public.analytics_legacy_comparisons (user_code, date, unexplained, metrics)
  select
    c.user_code, c.date, sum(abs(c.unexplained)),
    jsonb_agg(
      jsonb_build_object(
        'metric', c.metric, 'value', c.value, 'old', c.old, 'new', c.new,
        'explained', c.explained, 'unexplained', c.unexplained
      ) order by c.metric, c.value
    )
  from pg_temp.legacy_cells c
  group by c.user_code, c.date
  order by c.user_code, c.date;
end;
$$;

revoke all on function daybook.store_comparison(date, date) from public;
