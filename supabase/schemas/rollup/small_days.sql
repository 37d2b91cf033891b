-- Which of these owners had so little on one date that their days can be counted together, and how many raw rows about: by what was
-- there at the last rebuild and what their marks name, or by raw where a mark names nothing, as an import's. Days that failed before,
-- and those whose raw events are removed, are rebuilt one by one.
create function daybook.small_days(p_user_codes text[], p_date date)
returns table (user_code text, raw_rows bigint)
language plpgsql stable
set search_path = ''
set enable_seqscan = off
as $$
declare
  most integer := daybook.value_limit();
begin
  return query
  with known as (
    select k.user_code, sum(k.raw_rows) as raw_rows, bool_or(k.is_single) as is_single, bool_or(k.is_unnamed) as is_unnamed
    from (
      select d.user_code, d.raw_events as raw_rows, d.set_aside_at is not null or d.purged_at is not null as is_single,
        false as is_unnamed
      from public.analytics_days d
      where d.user_code = any (p_user_codes) and d.date = p_date
      union all
      select m.user_code, cardinality(m.view_ids) + cardinality(m.click_ids), false,
        m.view_ids = '{}' and m.click_ids = '{}'
      from public.analytics_dirty_days m
      where m.user_code = any (p_user_codes) and m.date = p_date
    ) as k
    group by k.user_code
  ),
  sized as (
    select o.user_code, o.place, coalesce(k.is_single, false) as is_single,
      case when k.is_unnamed then daybook.raw_rows(o.user_code, p_date) else coalesce(k.raw_rows, 0) end::bigint as raw_rows
    from unnest(p_user_codes) with ordinality as o(user_code, place)
    left join known k on k.user_code = o.user_code
  )
  select s.user_code, s.raw_rows
  from sized s
  where not s.is_single and s.raw_rows <= most
  order by s.place;
end;
$$;

revoke all on function daybook.small_days(text[], date) from public;
