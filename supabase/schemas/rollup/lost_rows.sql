-- How many raw rows of some owners' days are gone, told by the events that their marks name (p_owners[i], p_is_click[i], p_ids[i]):
-- so many of them are not there, and so many are fewer without them than the p_known rows, or the p_of_visits events of its
-- sessions, that the daily rows were counted from. So a loss shows also where more has come since. Where p_known is 0 there are no
-- daily rows: so many sessions are not there that events name. p_known null: only the named ones are looked for, and found by
-- their keys instead of reading the day. A day without names cannot tell and is left out.
-- Joins are hashed: old statistics take a day for empty, and a loop would cost the square.
create function daybook.lost_rows(
  p_user_codes text[],
  p_date date,
  p_known bigint[],
  p_of_visits bigint[],
  p_owners text[],
  p_is_click boolean[],
  p_ids uuid[]
)
returns table (user_code text, lost bigint)
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
set work_mem = '64MB'
as $$
declare
  is_known boolean := exists (select 1 from unnest(p_known) as k(raw_rows) where k.raw_rows > 0);
begin
  return query
  with named as materialized (
    select distinct n.user_code, n.is_click, n.id
    from unnest(p_owners, p_is_click, p_ids) as n(user_code, is_click, id)
  ),
  -- What a session did after midnight is named by the marks of its day too.
  wanted as materialized (
    select n.user_code, d.date, n.is_click, n.id
    from named n
    cross join (values (p_date), (p_date + 1)) as d(date)
    where p_known is null
  ),
  events as materialized (
    select v.user_code, v.date, v.session_date, v.session_id, n.id is not null as is_new
    from public.analytics_page_views v
    left join named n on n.user_code = v.user_code and n.id = v.event_id and not n.is_click
    where v.user_code = any (p_user_codes) and v.date between p_date and p_date + 1
      and (v.date = p_date or v.session_date = p_date)
      and p_known is not null
    union all
    select c.user_code, c.date, c.session_date, c.session_id, n.id is not null
    from public.analytics_clicks c
    left join named n on n.user_code = c.user_code and n.id = c.event_id and n.is_click
    where c.user_code = any (p_user_codes) and c.date between p_date and p_date + 1
      and (c.date = p_date or c.session_date = p_date)
      and p_known is not null
    union all
    select e.user_code, e.date, e.session_date, e.session_id, true
    from daybook.events_by_id(
      array(select w.user_code from wanted w), array(select w.date from wanted w),
      array(select w.is_click from wanted w), array(select w.id from wanted w)
    ) as e
    where p_known is null and e.session_id is not null
  ),
  -- Rows that are there, but for those that came with the named events.
  old_sessions as (
    select s.user_code, s.session_id
    from public.analytics_sessions s
    where s.user_code = any (p_user_codes) and s.date = p_date and is_known
    except
    select e.user_code, e.session_id
    from events e
    where e.session_date = p_date and is_known
    group by e.user_code, e.session_id
    having bool_and(e.is_new)
  ),
  missing_sessions as (
    select e.user_code, e.session_id
    from events e
    where e.session_date = p_date and p_known is not null
    except
    select s.user_code, s.session_id
    from public.analytics_sessions s
    where s.user_code = any (p_user_codes) and s.date = p_date and p_known is not null
  ),
  tallies as (
    select n.user_code, count(*) as named, 0 as present, 0 as old_rows, 0 as old_of_visits, 0 as missing_sessions
    from named n
    group by n.user_code
    union all
    select e.user_code, 0, count(*) filter (where e.is_new), count(*) filter (where e.date = p_date and not e.is_new),
      count(*) filter (where e.session_date = p_date and not e.is_new), 0
    from events e
    group by e.user_code
    union all
    select s.user_code, 0, 0, count(*), 0, 0 from old_sessions s group by s.user_code
    union all
    select m.user_code, 0, 0, 0, 0, count(*) from missing_sessions m group by m.user_code
  )
  select t.user_code, (
    greatest(sum(t.named) - sum(t.present), 0)
    + case
      when max(k.raw_rows) > 0 then
        greatest(max(k.raw_rows) - sum(t.old_rows), max(k.of_visits) - sum(t.old_of_visits), 0)
      else sum(t.missing_sessions)
    end
  )::bigint
  from tallies t
  left join (select * from unnest(p_user_codes, p_known, p_of_visits)) as k(user_code, raw_rows, of_visits)
    on k.user_code = t.user_code
  group by t.user_code
  having sum(t.named) > 0;
end;
$$;

revoke all on function daybook.lost_rows(text[], date, bigint[], bigint[], text[], boolean[], uuid[]) from public;
