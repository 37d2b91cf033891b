-- Which of these owners had so little on one date that their days can be counted together: by what was there at the last rebuild
-- and what their marks name, or by raw where a mark names nothing, as an import's. Days that failed before, and those whose raw
-- events are removed, are rebuilt one by one.
create function daybook.small_days(p_user_codes text[], p_date date) returns text[]
language plpgsql stable
set search_path = ''
set enable_seqscan = off
as $$
declare
  most integer := daybook.value_limit();
  known record;
  others text[] := '{}'::text[];
begin
  for known in
    select s.user_code, sum(s.raw_rows) as raw_rows, bool_or(s.is_single) as is_single, bool_or(s.is_unnamed) as is_unnamed
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
    ) as s
    group by s.user_code
    having bool_or(s.is_single) or bool_or(s.is_unnamed) or sum(s.raw_rows) > most
  loop
    if known.is_single or known.raw_rows > most or daybook.raw_rows(known.user_code, p_date) > most then
      others := others || known.user_code;
    end if;
  end loop;
  return array(
    select o.user_code from unnest(p_user_codes) with ordinality as o(user_code, place)
    where not o.user_code = any (others)
    order by o.place
  );
end;
$$;

revoke all on function daybook.small_days(text[], date) from public;
