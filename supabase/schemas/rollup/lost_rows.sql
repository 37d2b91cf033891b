-- How many raw rows of one (owner, day) are gone, told by the events that its marks name (p_views, p_clicks): so many of them are
-- not there, and so many are fewer without them than the p_known rows that the daily rows were counted from. So a loss shows
-- also where more has come since. p_known null: those are not looked at. Without marks it cannot tell and says 0.
create function daybook.lost_rows(p_user_code text, p_date date, p_views uuid[], p_clicks uuid[], p_known bigint)
returns bigint
language plpgsql stable
set search_path = ''
set work_mem = '64MB'
as $$
declare
  named bigint := cardinality(p_views) + cardinality(p_clicks);
  present bigint;
  known bigint;
begin
  if named = 0 then
    return 0;
  end if;
  -- What a session did after midnight is named by the marks of its day too. A day each, so that few names cost few look-ups.
  select count(*)
  into present
  from (
    select v.event_id
    from unnest(p_views) as n(id)
    join public.analytics_page_views v on v.user_code = p_user_code and v.date = p_date and v.event_id = n.id
    union all
    select v.event_id
    from unnest(p_views) as n(id)
    join public.analytics_page_views v on v.user_code = p_user_code and v.date = p_date + 1 and v.event_id = n.id
    union all
    select c.event_id
    from unnest(p_clicks) as n(id)
    join public.analytics_clicks c on c.user_code = p_user_code and c.date = p_date and c.event_id = n.id
    union all
    select c.event_id
    from unnest(p_clicks) as n(id)
    join public.analytics_clicks c on c.user_code = p_user_code and c.date = p_date + 1 and c.event_id = n.id
  ) as e;
  if p_known is null or p_known = 0 then
    return greatest(named - present, 0);
  end if;

  with events as materialized (
    select v.date, v.session_date, v.session_id, n.id is not null as is_new
    from public.analytics_page_views v
    left join unnest(p_views) as n(id) on n.id = v.event_id
    where v.user_code = p_user_code and v.date between p_date and p_date + 1
      and (v.date = p_date or v.session_date = p_date)
    union all
    select c.date, c.session_date, c.session_id, n.id is not null
    from public.analytics_clicks c
    left join unnest(p_clicks) as n(id) on n.id = c.event_id
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
