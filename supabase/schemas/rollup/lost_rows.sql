-- How many raw rows of one (owner, day) are gone, told by the events that its marks name (p_views, p_clicks): so many of them are
-- not there, and so many are fewer without them than the p_known rows that the daily rows were counted from. So a loss shows
-- also where more has come since. p_known null: those are not looked at. Without marks it cannot tell and says 0.
create function daybook.lost_rows(p_user_code text, p_date date, p_views uuid[], p_clicks uuid[], p_known bigint)
returns bigint
language plpgsql stable
set search_path = ''
set enable_seqscan = off
set plan_cache_mode = force_custom_plan
set work_mem = '64MB'
as $$
declare
  named bigint;
  present bigint;
  known bigint;
begin
  select count(distinct n.id) into named from unnest(p_views || p_clicks) as n(id);
  if named = 0 then
    return 0;
  end if;
  -- What a session did after midnight is named by the marks of its day too. Compared with arrays, which are looked up in the key
  -- or hashed: a join of many names with a day that old statistics take for empty would cost their square.
  select count(*)
  into present
  from (
    select v.event_id
    from public.analytics_page_views v
    where v.user_code = p_user_code and v.date between p_date and p_date + 1 and v.event_id = any (p_views)
    union all
    select c.event_id
    from public.analytics_clicks c
    where c.user_code = p_user_code and c.date between p_date and p_date + 1 and c.event_id = any (p_clicks)
  ) as e;
  if p_known is null or p_known = 0 then
    return greatest(named - present, 0);
  end if;

  with events as materialized (
    select v.date, v.session_date, v.session_id, v.event_id = any (p_views) as is_new
    from public.analytics_page_views v
    where v.user_code = p_user_code and v.date between p_date and p_date + 1
      and (v.date = p_date or v.session_date = p_date)
    union all
    select c.date, c.session_date, c.session_id, c.event_id = any (p_clicks)
    from public.analytics_clicks c
    where c.user_code = p_user_code and c.date between p_date and p_date + 1
      and (c.date = p_date or c.session_date = p_date)
  )
  select
    (select count(*) from events e where e.date = p_date and not e.is_new)
    + (select count(*) from public.analytics_sessions s where s.user_code = p_user_code and s.date = p_date)
    - (
      -- Sessions that came with the named events.
      select count(*)
      from public.analytics_sessions s
      where s.user_code = p_user_code and s.date = p_date
        and s.session_id in (
          select e.session_id from events e where e.session_date = p_date group by e.session_id having bool_and(e.is_new)
        )
    )
  into known;
  return greatest(named - present, 0) + greatest(p_known - known, 0);
end;
$$;

revoke all on function daybook.lost_rows(text, date, uuid[], uuid[], bigint) from public;
