-- What Daybook's dashboard shows: daily rows of clean days, a count of dirty ones. Adds to pg_temp.legacy_entries. On a day that
-- keeps not all of its pages or targets by name, the old table's others are compared together too, as '(other)'.
create function daybook.compare_shown_numbers(p_from date, p_to date) returns void
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
set jit = off
as $$
begin
  with live as materialized (
    select m.user_code, m.date, c.section, c.scope, c.scope_code, c.value, c.sessions, c.page_views, c.clicks
    from (
      select distinct d.user_code, d.date
      from public.analytics_dirty_days d
      where d.date between p_from and p_to
    ) as m
    cross join lateral daybook.count_day(m.user_code, m.date) as c
    where c.section in ('totals', 'target', 'page') and c.scope in ('owner', 'group')
  ),
  shown as (
    select t.user_code, t.date, n.metric, '' as value, n.new
    from public.analytics_daily_user_stats t
    cross join lateral (values
      ('sessions', t.sessions), ('page_views', t.page_views), ('clicks', t.clicks), ('rows', t.page_views + t.clicks)
    ) as n(metric, new)
    where t.date between p_from and p_to
    union all
    select t.user_code, t.date, 'target', t.target, t.clicks
    from public.analytics_daily_click_targets t
    where t.date between p_from and p_to
    union all
    select t.user_code, t.date, 'page', t.page, t.page_views
    from public.analytics_daily_page_stats t
    where t.date between p_from and p_to
    union all
    select t.user_code, t.date, 'group', t.group_code, t.page_views + t.clicks
    from public.analytics_daily_group_stats t
    where t.date between p_from and p_to
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
      (case when l.section = 'totals' and l.scope = 'owner' then 'rows' end, '', l.page_views + l.clicks),
      (case when l.section = 'target' and l.scope = 'owner' then 'target' end, l.value, l.clicks),
      (case when l.section = 'page' and l.scope = 'owner' then 'page' end, l.value, l.page_views),
      (case when l.section = 'totals' and l.scope = 'group' then 'group' end, l.scope_code, l.page_views + l.clicks)
    ) as n(metric, value, new)
    where n.metric is not null
  )
  insert into pg_temp.legacy_entries (user_code, date, metric, value, new)
  select n.user_code, n.date, n.metric, n.value, n.new from new_numbers n;

  update pg_temp.legacy_entries e
  set value = '(other)'
  where e.metric in ('page', 'target')
    and (e.user_code, e.date, e.metric) in (
      select o.user_code, o.date, o.metric from pg_temp.legacy_entries o where o.value = '(other)' and o.new > 0
    )
    and (e.user_code, e.date, e.metric, e.value) not in (
      select n.user_code, n.date, n.metric, n.value from pg_temp.legacy_entries n where n.new > 0
    );
end;
$$;

revoke all on function daybook.compare_shown_numbers(date, date) from public;
