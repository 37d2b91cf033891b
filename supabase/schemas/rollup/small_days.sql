-- Which of these owners had so little on one date that their days can be counted together: by what was there at the last rebuild
-- and what their marks name. Days that failed before, and those whose raw events are removed, are rebuilt one by one.
create function daybook.small_days(p_user_codes text[], p_date date) returns text[]
language plpgsql stable
set search_path = ''
set enable_seqscan = off
as $$
declare
  most integer := daybook.value_limit();
begin
  return array(
    select o.user_code
    from unnest(p_user_codes) with ordinality as o(user_code, place)
    left join (
      select s.user_code, sum(s.raw_rows) as raw_rows, bool_or(s.is_single) as is_single
      from (
        select d.user_code, d.raw_events as raw_rows, d.set_aside_at is not null or d.purged_at is not null as is_single
        from public.analytics_days d
        where d.user_code = any (p_user_codes) and d.date = p_date
        union all
        select m.user_code, cardinality(m.view_ids) + cardinality(m.click_ids), false
        from public.analytics_dirty_days m
        where m.user_code = any (p_user_codes) and m.date = p_date
      ) as s
      group by s.user_code
    ) as k on k.user_code = o.user_code
    where not coalesce(k.is_single, false) and coalesce(k.raw_rows, 0) <= most
    order by o.place
  );
end;
$$;

revoke all on function daybook.small_days(text[], date) from public;
