-- Recounts one clean day from raw and returns how its daily rows differ, as a JSON list of
-- { section, scope, scope_code, dimension, value, daily, recount }; null for a day that is dirty or purged.
create function daybook.verify_day(p_user_code text, p_date date) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  held daybook.counted_row[];
begin
  if exists (select 1 from public.analytics_dirty_days m where m.user_code = p_user_code and m.date = p_date)
    or exists (
      select 1
      from public.analytics_days d
      where d.user_code = p_user_code and d.date = p_date and d.purged_at is not null
    )
  then
    return null;
  end if;

  held := array(select r::daybook.counted_row from daybook.daily_rows(p_user_code, p_date) as r);
  return (
    with daily as (
      select r.section, r.scope, r.scope_code, r.dimension, r.value,
        to_jsonb(r) - array['user_code', 'section', 'scope', 'scope_code', 'dimension', 'value'] as numbers
      from unnest(held) as r
    ),
    recount as (
      select r.section, r.scope, r.scope_code, r.dimension, r.value,
        to_jsonb(r) - array['user_code', 'section', 'scope', 'scope_code', 'dimension', 'value'] as numbers
      -- By the names that the rows have: which ones they are may be older than the day's last events.
      from daybook.count_day(
        p_user_code, p_date, p_named => daybook.crowded_values(p_user_code, p_date, null, held)
      ) as r
    )
    select coalesce(jsonb_agg(jsonb_build_object(
      'section', coalesce(d.section, r.section),
      'scope', coalesce(d.scope, r.scope),
      'scope_code', coalesce(d.scope_code, r.scope_code),
      'dimension', coalesce(d.dimension, r.dimension),
      'value', coalesce(d.value, r.value),
      'daily', d.numbers,
      'recount', r.numbers
    )), '[]'::jsonb)
    from daily d
    full join recount r
      on r.section = d.section and r.scope = d.scope and r.scope_code = d.scope_code
      and r.dimension = d.dimension and r.value = d.value
    where d.numbers is distinct from r.numbers
  );
end;
$$;

revoke all on function daybook.verify_day(text, date) from public;
