-- Old against new, per owner and day from p_from to p_to, both included: sessions, page views, clicks, clicks by target,
-- page views by page, page views and clicks by group. Old numbers are counted from the old table as its dashboard did:
-- days in UTC by arrival, names as they stand. New ones are what Daybook's dashboard shows. Each difference is put down
-- to the rows that cause it:
--   time_zone  the owner's day is another than the one in UTC        late       the event arrived on another day
--   duplicate  the same event stands in the old table twice          bot        not counted by Daybook
--   renamed    page without host and query, target by its one name   session_share  an event takes the group of its session
--   no_session rows without a session are visits of their own        midnight   a session belongs to the day it began
--   undated    the old row has no day                                new_events events that were never in the old table
--   and for rows that could not be mapped their reason.
-- What remains is `unexplained`; old rows that no import has considered are part of it.
-- Safe to run at any time. Keeps each (owner, day) in analytics_legacy_comparisons for the owner's members to see.
-- Returns { from, to, owners, days, old_rows, not_imported, metrics: [{ metric, old, new, explained, unexplained }],
--   differences: [{ user_code, date, metric, value, old, new, explained, unexplained }] }.
create function daybook.analytics_compare_legacy_metrics(p_from timestamptz, p_to timestamptz) returns jsonb
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
set jit = off
as $$
declare
  from_date date := (p_from at time zone 'UTC')::date;
  to_date date := (p_to at time zone 'UTC')::date;
  not_imported bigint;
  considered bigint;
  result jsonb;
begin
  if from_date is null or to_date is null or from_date > to_date then
    raise exception 'compare_legacy_metrics wants a first and a last day, in this order' using errcode = '22023';
  end if;

  -- A row of the period's new days may have arrived a day before its first day or, late, 9 days after its last.
  drop table if exists pg_temp.legacy_compared;
  create temporary table legacy_compared on commit drop as
  select
    r.user_code, r.old_date, r.event_type, r.has_session, r.old_page, r.page, r.old_target, r.target,
    coalesce(i.session_id, r.session_id) as session_id,
    r.old_date between from_date and to_date as was_counted,
    coalesce(r.own_group, h.group_code, '') as old_group,
    coalesce(s.group_code, '') as group_code,
    i.date, i.session_date, i.verdict,
    case
      when i.verdict in ('imported', 'dual_write') then
        case
          when r.old_date is null then 'undated'
          when i.date = r.old_date then null
          when (r.at at time zone 'UTC')::date <> r.old_date then 'late'
          else 'time_zone'
        end
      when i.verdict = 'duplicate' then 'duplicate'
      else i.reason
    end as class
  from (
    select * from daybook.legacy_rows((from_date - 1)::timestamptz, (to_date + 10)::timestamptz)
    union all
    select * from daybook.legacy_rows(null, null)
  ) as r
  left join public.analytics_legacy_rows i on i.user_code = r.user_code and i.legacy_id = r.legacy_id
  left join public.analytics_shares h on h.user_code = r.user_code and h.share_code = r.share_code
  left join public.analytics_sessions s
    on s.user_code = i.user_code and s.date = i.session_date and s.session_id = i.session_id
  where r.event_type is not null;
  analyze pg_temp.legacy_compared;

  select count(*) filter (where c.was_counted), count(*) filter (where c.was_counted and c.verdict is null)
  into considered, not_imported
  from pg_temp.legacy_compared c;

  drop table if exists pg_temp.legacy_cells;
  create temporary table legacy_cells on commit drop as
  with kinds as materialized (
    select
      c.user_code, c.old_date, c.event_type, c.old_page, c.page, c.old_target, c.target, c.old_group, c.group_code,
      c.date, c.verdict, c.class, c.was_counted, count(*) as rows
    from pg_temp.legacy_compared c
    where c.event_type <> 'session'
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
  ),
  events as (
    select
      k.user_code, k.old_date, k.date, k.verdict, k.class, k.was_counted, k.rows, n.metric, n.old_value, n.new_value,
      k.verdict in ('imported', 'dual_write') as is_kept
    from kinds k
    cross join lateral (values
      (case k.event_type when 'click' then 'clicks' else 'page_views' end, '', ''),
      (
        case k.event_type when 'click' then 'target' else 'page' end,
        coalesce(case k.event_type when 'click' then k.old_target else k.old_page end, ''),
        case k.event_type when 'click' then k.target else k.page end
      ),
      ('group', k.old_group, k.group_code)
    ) as n(metric, old_value, new_value)
  ),
  old_events as (
    select e.user_code, e.old_date as date, e.metric, e.old_value as value, sum(e.rows)::bigint as old
    from events e
    where e.was_counted
    group by 1, 2, 3, 4
  ),
  moved as (
    select
      e.*,
      coalesce(e.class, case e.metric when 'group' then 'session_share' else 'renamed' end) as cause
    from events e
    where e.verdict is not null
      and (e.class is not null or e.old_value <> e.new_value)
  ),
  explained_events as (
    select m.user_code, m.old_date as date, m.metric, m.old_value as value, m.cause, -sum(m.rows)::bigint as explained
    from moved m
    where m.was_counted
    group by 1, 2, 3, 4, 5
    union all
    select m.user_code, m.date, m.metric, m.new_value, m.cause, sum(m.rows)::bigint
    from moved m
    where m.is_kept and m.date between from_date and to_date
    group by 1, 2, 3, 4, 5
  ),

  visits as (
    select v.user_code, v.session_id, v.date, bool_or(v.is_old) as is_old, bool_or(v.is_new) as is_new,
      bool_or(v.is_unknown) as is_unknown, min(v.cause) as cause
    from (
      select distinct c.user_code, c.session_id, c.old_date as date, true as is_old, false as is_new,
        c.verdict is null as is_unknown,
        coalesce(c.class, case when c.session_date <> c.date then 'midnight' end) as cause
      from pg_temp.legacy_compared c
      where c.was_counted and c.has_session
      union all
      select distinct c.user_code, c.session_id, c.session_date, false, true, false,
        case when not c.has_session then 'no_session' when c.session_date <> c.date then 'midnight' else c.class end
      from pg_temp.legacy_compared c
      where c.verdict in ('imported', 'dual_write') and c.session_date between from_date and to_date
    ) as v
    group by v.user_code, v.session_id, v.date
  ),
  old_sessions as (
    select v.user_code, v.date, 'sessions' as metric, '' as value, count(*) as old
    from visits v
    where v.is_old
    group by 1, 2
  ),
  explained_sessions as (
    select v.user_code, v.date, 'sessions' as metric, '' as value, v.cause,
      sum(case when v.is_new then 1 else -1 end) as explained
    from visits v
    where v.is_old <> v.is_new and not v.is_unknown and v.cause is not null
    group by 1, 2, 5
  ),

  unknown_events as (
    select e.user_code, e.date, n.metric, n.value, 'new_events' as cause, count(*) as explained
    from (
      select v.user_code, v.date, v.event_id, v.page, v.group_code, null as target from public.analytics_page_views v
      where v.date between from_date and to_date
      union all
      select k.user_code, k.date, k.event_id, k.page, k.group_code, k.target from public.analytics_clicks k
      where k.date between from_date and to_date
    ) as e
    left join public.analytics_legacy_rows i
      on i.user_code = e.user_code and i.event_id = e.event_id and i.date = e.date and i.verdict in ('imported', 'dual_write')
    cross join lateral (values
      (case when e.target is null then 'page_views' else 'clicks' end, ''),
      (case when e.target is null then 'page' else 'target' end, coalesce(e.target, e.page)),
      ('group', e.group_code)
    ) as n(metric, value)
    where i.event_id is null
    group by 1, 2, 3, 4
    union all
    select s.user_code, s.date, 'sessions', '', 'new_events', count(*)
    from public.analytics_sessions s
    where s.date between from_date and to_date
      and not exists (
        select 1
        from public.analytics_legacy_rows i
        where i.user_code = s.user_code and i.session_date = s.date and i.session_id = s.session_id
          and i.verdict in ('imported', 'dual_write')
      )
    group by 1, 2
  ),

  live as materialized (
    select m.user_code, m.date, c.section, c.scope, c.scope_code, c.value, c.sessions, c.page_views, c.clicks
    from (
      select distinct d.user_code, d.date
      from public.analytics_dirty_days d
      where d.date between from_date and to_date
    ) as m
    cross join lateral daybook.count_day(m.user_code, m.date) as c
    where c.section in ('totals', 'target', 'page') and c.scope in ('owner', 'group')
  ),
  shown as (
    select t.user_code, t.date, n.metric, '' as value, n.new
    from public.analytics_daily_user_stats t
    cross join lateral (values ('sessions', t.sessions), ('page_views', t.page_views), ('clicks', t.clicks)) as n(metric, new)
    where t.date between from_date and to_date
    union all
    select t.user_code, t.date, 'target', t.target, t.clicks
    from public.analytics_daily_click_targets t
    where t.date between from_date and to_date
    union all
    select t.user_code, t.date, 'page', t.page, t.page_views
    from public.analytics_daily_page_stats t
    where t.date between from_date and to_date
    union all
    select t.user_code, t.date, 'group', t.group_code, t.page_views + t.clicks
    from public.analytics_daily_group_stats t
    where t.date between from_date and to_date
  ),
  new_numbers as (
    select s.user_code, s.date, s.metric, s.value, s.new
    from shown s
    where not exists (select 1 from live l where l.user_code = s.user_code and l.date = s.date)
      and not exists (select 1 from public.analytics_dirty_days d where d.user_code = s.user_code and d.date = s.date)
    union all
    select l.user_code, l.date, n.metric, n.value, n.new
    from live l
    cross join lateral (values
      (case when l.section = 'totals' and l.scope = 'owner' then 'sessions' end, '', l.sessions),
      (case when l.section = 'totals' and l.scope = 'owner' then 'page_views' end, '', l.page_views),
      (case when l.section = 'totals' and l.scope = 'owner' then 'clicks' end, '', l.clicks),
      (case when l.section = 'target' and l.scope = 'owner' then 'target' end, l.value, l.clicks),
      (case when l.section = 'page' and l.scope = 'owner' then 'page' end, l.value, l.page_views),
      (case when l.section = 'totals' and l.scope = 'group' then 'group' end, l.scope_code, l.page_views + l.clicks)
    ) as n(metric, value, new)
    where n.metric is not null
  ),

  entries as (
    select o.user_code, o.date, o.metric, o.value, o.old, 0::bigint as new, null as cause, 0::bigint as explained
    from old_events o
    union all
    select o.user_code, o.date, o.metric, o.value, o.old, 0, null, 0 from old_sessions o
    union all
    select n.user_code, n.date, n.metric, n.value, 0, n.new, null, 0 from new_numbers n
    union all
    select e.user_code, e.date, e.metric, e.value, 0, 0, e.cause, e.explained from explained_events e
    union all
    select e.user_code, e.date, e.metric, e.value, 0, 0, e.cause, e.explained from explained_sessions e
    union all
    select e.user_code, e.date, e.metric, e.value, 0, 0, e.cause, e.explained from unknown_events e
  ),
  causes as (
    select e.user_code, e.date, e.metric, e.value, e.cause,
      sum(e.old) as old, sum(e.new) as new, sum(e.explained) as explained
    from entries e
    group by e.user_code, e.date, e.metric, e.value, e.cause
  )
  select
    c.user_code, c.date, c.metric, c.value,
    sum(c.old)::bigint as old,
    sum(c.new)::bigint as new,
    coalesce(jsonb_object_agg(c.cause, c.explained) filter (where c.explained <> 0), '{}'::jsonb) as explained,
    (sum(c.new) - sum(c.old) - sum(c.explained))::bigint as unexplained
  from causes c
  group by c.user_code, c.date, c.metric, c.value
  having sum(c.old) <> 0 or sum(c.new) <> 0;

  delete from public.analytics_legacy_comparisons t where t.date between from_date and to_date;
  insert into public.analytics_legacy_comparisons (user_code, date, unexplained, metrics)
  select
    c.user_code, c.date, sum(abs(c.unexplained)),
    jsonb_agg(
      jsonb_build_object(
        'metric', c.metric, 'value', c.value, 'old', c.old, 'new', c.new,
        'explained', c.explained, 'unexplained', c.unexplained
      ) order by c.metric, c.value
    )
  from pg_temp.legacy_cells c
  group by c.user_code, c.date
  order by c.user_code, c.date;

  with causes as (
    select c.metric, e.key as cause, sum(e.value::bigint) as explained
    from pg_temp.legacy_cells c
    cross join lateral jsonb_each_text(c.explained) as e
    group by c.metric, e.key
  ),
  metrics as (
    select c.metric, sum(c.old) as old, sum(c.new) as new, sum(abs(c.unexplained)) as unexplained,
      (select coalesce(jsonb_object_agg(k.cause, k.explained), '{}'::jsonb) from causes k where k.metric = c.metric) as explained
    from pg_temp.legacy_cells c
    group by c.metric
  )
  select jsonb_build_object(
    'from', from_date,
    'to', to_date,
    'owners', (select count(distinct c.user_code) from pg_temp.legacy_cells c),
    'days', (select count(*) from (select distinct c.user_code, c.date from pg_temp.legacy_cells c) as d),
    'old_rows', considered,
    'not_imported', not_imported,
    'metrics', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'metric', m.metric, 'old', m.old, 'new', m.new, 'explained', m.explained, 'unexplained', m.unexplained
        ) order by m.metric
      ), '[]'::jsonb)
      from metrics m
    ),
    'differences', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'user_code', c.user_code, 'date', c.date, 'metric', c.metric, 'value', c.value, 'old', c.old, 'new', c.new,
          'explained', c.explained, 'unexplained', c.unexplained
        ) order by abs(c.unexplained) desc, c.user_code, c.date, c.metric, c.value
      ), '[]'::jsonb)
      from pg_temp.legacy_cells c
      where c.old <> c.new or c.unexplained <> 0
    )
  )
  into result;
  drop table pg_temp.legacy_compared, pg_temp.legacy_cells;
  return result;
end;
$$;

revoke all on function daybook.analytics_compare_legacy_metrics(timestamptz, timestamptz) from public;
grant execute on function daybook.analytics_compare_legacy_metrics(timestamptz, timestamptz) to service_role;
alter function daybook.analytics_compare_legacy_metrics(timestamptz, timestamptz) set schema public;
