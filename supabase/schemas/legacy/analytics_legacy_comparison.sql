-- What the last comparison said of an owner, for its members: totals of each number with the differences by class, and
-- the latest p_limit days on which anything differed. 42501 for everyone else.
-- Returns { days, from, to, compared_at, metrics: [{ metric, old, new, explained, unexplained }],
--   differing: [{ date, unexplained, metrics: [{ metric, value, old, new, explained, unexplained }] }] }.
create function daybook.analytics_legacy_comparison(p_user_code text, p_limit integer default 60) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller_role text := daybook.require_member(p_user_code);
  answer jsonb;
begin
  with days as (
    select c.date, c.compared_at, c.unexplained, c.metrics
    from public.analytics_legacy_comparisons c
    where c.user_code = p_user_code
  ),
  cells as (
    select d.date, m.value ->> 'metric' as metric, (m.value ->> 'old')::bigint as old, (m.value ->> 'new')::bigint as new,
      m.value -> 'explained' as explained, (m.value ->> 'unexplained')::bigint as unexplained
    from days d
    cross join lateral jsonb_array_elements(d.metrics) as m
  ),
  causes as (
    select c.metric, e.key as cause, sum(e.value::bigint) as explained
    from cells c
    cross join lateral jsonb_each_text(c.explained) as e
    group by c.metric, e.key
    having sum(e.value::bigint) <> 0
  ),
  metrics as (
    select c.metric, sum(c.old) as old, sum(c.new) as new, sum(abs(c.unexplained)) as unexplained,
      (select coalesce(jsonb_object_agg(k.cause, k.explained), '{}'::jsonb) from causes k where k.metric = c.metric) as explained
    from cells c
    group by c.metric
  ),
  differing as (
    select d.date, d.unexplained,
      (
        select jsonb_agg(m.value)
        from jsonb_array_elements(d.metrics) as m
        where m.value ->> 'old' <> m.value ->> 'new'
          and m.value ->> 'metric' in ('sessions', 'page_views', 'clicks')
      ) as metrics
    from days d
    where exists (
      select 1
      from jsonb_array_elements(d.metrics) as m
      where (m.value ->> 'old' <> m.value ->> 'new' and m.value ->> 'metric' in ('sessions', 'page_views', 'clicks'))
        or m.value ->> 'unexplained' <> '0'
    )
    order by d.unexplained desc, d.date desc
    limit p_limit
  )
  select jsonb_build_object(
    'days', (select count(*) from days),
    'from', (select min(d.date) from days d),
    'to', (select max(d.date) from days d),
    'compared_at', (select max(d.compared_at) from days d),
    'metrics', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'metric', m.metric, 'old', m.old, 'new', m.new, 'explained', m.explained, 'unexplained', m.unexplained
        ) order by m.metric
      ), '[]'::jsonb)
      from metrics m
    ),
    'differing', (
      select coalesce(jsonb_agg(
        jsonb_build_object('date', d.date, 'unexplained', d.unexplained, 'metrics', coalesce(d.metrics, '[]'::jsonb))
        order by d.unexplained desc, d.date desc
      ), '[]'::jsonb)
      from differing d
    )
  )
  into answer;
  return answer;
end;
$$;

revoke all on function daybook.analytics_legacy_comparison(text, integer) from public;
grant execute on function daybook.analytics_legacy_comparison(text, integer) to authenticated;
alter function daybook.analytics_legacy_comparison(text, integer) set schema public;
