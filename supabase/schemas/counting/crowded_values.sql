-- The breakdowns of one (owner, day) that have more values than are kept by name, each with those that are: { dimension:
-- { value: 1 } }, '{}' where none has. Named are p_kept ({ dimension, value } of the daily rows) and then those with the most
-- page views (pages), clicks (targets, sites) or sessions (all others); of equal ones the first by byte. p_visitors: as count_day.
create function daybook.crowded_values(
  p_user_code text,
  p_date date,
  p_visitors bigint[] default null,
  p_kept jsonb default '[]'
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
begin
  return (
    with tallies as materialized (
      select t.dimension, t.value, sum(t.weight) as weight, bool_or(t.is_kept) as is_kept
      from (
        select a.dimension, a.value, 1 as weight, false as is_kept
        from public.analytics_sessions s
        cross join lateral (values
          ('referrer', s.referrer), ('channel', s.channel), ('utm_source', s.utm_source), ('utm_medium', s.utm_medium),
          ('utm_campaign', s.utm_campaign), ('country', s.country), ('device', s.device), ('browser', s.browser),
          ('os', s.os), ('language', s.language)
        ) as a(dimension, value)
        where s.user_code = p_user_code and s.date = p_date
          and (p_visitors is null or s.visitor_id = any (p_visitors))
        union all
        select 'page', v.page, (v.date = p_date)::integer, false
        from public.analytics_page_views v
        where v.user_code = p_user_code and v.date between p_date and p_date + 1
          and (v.date = p_date or v.session_date = p_date)
          and (p_visitors is null or v.visitor_id = any (p_visitors))
        union all
        select a.dimension, a.value, a.weight, false
        from public.analytics_clicks c
        cross join lateral (values
          ('page', c.page, 0), ('target', c.target, (c.date = p_date)::integer), ('site', c.site, (c.date = p_date)::integer)
        ) as a(dimension, value, weight)
        where c.user_code = p_user_code and c.date between p_date and p_date + 1
          and (c.date = p_date or c.session_date = p_date)
          and (p_visitors is null or c.visitor_id = any (p_visitors))
          and (a.dimension <> 'site' or a.value <> '')
        union all
        select k.dimension, k.value, 0, true
        from jsonb_to_recordset(p_kept) as k(dimension text, value text)
      ) as t
      where t.value <> '(other)'
      group by t.dimension, t.value
    ),
    crowded as (
      select t.dimension
      from tallies t
      group by t.dimension
      having count(*) > most
    ),
    places as (
      select t.dimension, t.value,
        row_number() over (partition by t.dimension order by t.is_kept desc, t.weight desc, t.value collate "C") as place
      from tallies t
      where t.dimension in (select c.dimension from crowded c)
    )
    select coalesce(jsonb_object_agg(d.dimension, d.named), '{}'::jsonb)
    from (
      select p.dimension, jsonb_object_agg(p.value, 1) as named
      from places p
      where p.place <= most
      group by p.dimension
    ) as d
  );
end;
$$;

revoke all on function daybook.crowded_values(text, date, bigint[], jsonb) from public;
