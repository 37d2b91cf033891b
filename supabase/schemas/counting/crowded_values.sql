-- The breakdowns of one (owner, day) that have more values at a scope than are kept by name there, and those that are:
-- { crowded: { 'dimension scope:code': 1 }, named: { 'dimension scope:code value': 1, 'dimension value': 1 } }, the last of
-- which says that the value is named at some scope. '{}' and '{}' where there is room for all. Named are those that p_kept,
-- rows of the day, name, and then those with the most page views (pages), clicks (targets, sites) or sessions (all others); of
-- equal ones the first by byte. p_visitors: as count_day.
create function daybook.crowded_values(
  p_user_code text,
  p_date date,
  p_visitors bigint[] default null,
  p_kept daybook.counted_row[] default '{}'
)
returns jsonb
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
set plan_cache_mode = force_generic_plan
set work_mem = '64MB'
as $$
declare
  most integer := daybook.value_limit();
  kept jsonb := (
    select jsonb_agg(jsonb_build_object(
      'dimension', coalesce(nullif(k.dimension, ''), k.section), 'place', k.scope || ':' || k.scope_code, 'value', k.value
    ))
    from unnest(p_kept) as k
    where k.section in ('page', 'target', 'dimension') and k.dimension <> 'hour' and k.value <> '(other)'
  );
  -- What has room on the whole day has room at every scope. On most days that is all there is to find out.
  candidates text[] := array(
    select d.dimension
    from (
      select r.dimension, r.value
      from daybook.raw_values r
      where r.user_code = p_user_code and r.date between p_date and p_date + 1
        and (r.date = p_date or r.session_date = p_date)
        and (p_visitors is null or r.visitor_id = any (p_visitors))
        and r.value <> '(other)'
      union
      select k.dimension, k.value
      from jsonb_to_recordset(kept) as k(dimension text, value text)
    ) as d
    group by d.dimension
    having count(*) > most
  );
begin
  if candidates = '{}' then
    return '{"crowded": {}, "named": {}}'::jsonb;
  end if;

  return (
    with tallies as materialized (
      select r.dimension, r.value, r.group_code, r.share_code,
        coalesce(sum(r.weight) filter (where r.date = p_date), 0) as weight
      from daybook.raw_values r
      where r.user_code = p_user_code and r.date between p_date and p_date + 1
        and (r.date = p_date or r.session_date = p_date)
        and (p_visitors is null or r.visitor_id = any (p_visitors))
        and r.value <> '(other)' and r.dimension = any (candidates)
      group by r.dimension, r.value, r.group_code, r.share_code
    ),
    by_value as materialized (
      select t.dimension, t.value, count(*) as places,
        min(t.group_code) as group_code, min(t.share_code) as share_code, sum(t.weight) as weight
      from tallies t
      group by t.dimension, t.value
    ),
    -- A value that came by one share alone has a name nowhere if as many others of that share go before it: so, however many values a
    -- stranger makes up, few of them are looked at again. They are picked from arrays: sorting all takes several times as long.
    picked as (
      select l.dimension, l.group_code, l.share_code, n.value, n.weight
      from (
        select v.dimension, v.group_code, v.share_code, array_agg(v.value) as values, array_agg(v.weight) as weights
        from by_value v
        where v.places = 1
        group by v.dimension, v.group_code, v.share_code
      ) as l
      cross join lateral (
        select v.value, v.weight
        from unnest(l.values, l.weights) as v(value, weight)
        order by v.weight desc, v.value collate "C"
        limit most + 1
      ) as n
      union all
      select t.dimension, t.group_code, t.share_code, t.value, t.weight
      from by_value v
      join tallies t on t.dimension = v.dimension and t.value = v.value
      where v.places > 1
    ),
    placed as (
      select n.dimension, n.place, n.value, sum(n.weight) as weight, bool_or(n.is_kept) as is_kept
      from (
        select c.dimension, p.place, c.value, c.weight, false as is_kept
        from picked c
        cross join lateral (values ('owner:'), ('group:' || c.group_code), ('contact:' || c.share_code)) as p(place)
        union all
        select k.dimension, k.place, k.value, 0, true
        from jsonb_to_recordset(kept) as k(dimension text, place text, value text)
        where k.dimension = any (candidates)
      ) as n
      group by n.dimension, n.place, n.value
    ),
    ranked as (
      select p.dimension || ' ' || p.place as place, p.dimension, p.value,
        count(*) over (partition by p.dimension, p.place) as held,
        row_number() over (
          partition by p.dimension, p.place order by p.is_kept desc, p.weight desc, p.value collate "C"
        ) as rank
      from placed p
    ),
    named as materialized (
      select r.place, r.dimension, r.value
      from ranked r
      where r.held > most and r.rank <= most
    )
    select jsonb_build_object(
      'crowded', (select coalesce(jsonb_object_agg(n.place, 1), '{}'::jsonb) from named n),
      'named', (
        select coalesce(jsonb_object_agg(k.key, 1), '{}'::jsonb)
        from named n
        cross join lateral (values (n.place || ' ' || n.value), (n.dimension || ' ' || n.value)) as k(key)
      )
    )
  );
end;
$$;

revoke all on function daybook.crowded_values(text, date, bigint[], daybook.counted_row[]) from public;
