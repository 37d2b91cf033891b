-- Replaces the daily rows that some owners have of one date by counted ones, in the caller's transaction. p_again: those of the
-- owners who may have rows of it. Part of rebuild_day and rebuild_small_days, which hold the days against other rebuilds.
create function daybook.store_days(p_date date, p_again text[], p_counted daybook.counted_row[]) returns void
language plpgsql
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  code text;
  groups text[];
  contacts text[];
begin
  -- Rows of a single owner that are right already are left alone, which spares most of the writes; others are removed, then
  -- missing ones added. Owner by owner and with lists of codes, so that whatever the statistics say only rows of the date are
  -- read: a join could be planned to read an owner's whole history.
  foreach code in array p_again loop
    groups := array(
      select g.group_code from public.analytics_daily_group_stats g where g.user_code = code and g.date = p_date
    );
    contacts := array(
      select c.share_code from public.analytics_daily_contact_stats c where c.user_code = code and c.date = p_date
    );
    with counted as materialized (
      select c.*
      from unnest(case when cardinality(p_again) = 1 then p_counted end) as c
      where c.user_code = code and c.section in ('target', 'page', 'dimension')
    ),
    kept as materialized (
      select distinct c.scope, c.scope_code from counted c
    ),
    targets as (
      delete from public.analytics_daily_click_targets t
      where t.user_code = code and t.date = p_date
        and (t.target, t.visitors, t.sessions, t.clicks, t.opened, t.stayed) not in (
          select c.value, c.visitors, c.sessions, c.clicks, c.opened, c.stayed
          from counted c
          where c.section = 'target' and c.scope = 'owner'
        )
    ),
    pages as (
      delete from public.analytics_daily_page_stats t
      where t.user_code = code and t.date = p_date
        and (t.page, t.visitors, t.sessions, t.page_views, t.clicks, t.entries, t.exits) not in (
          select c.value, c.visitors, c.sessions, c.page_views, c.clicks, c.entries, c.exits
          from counted c
          where c.section = 'page' and c.scope = 'owner'
        )
    ),
    of_owner as (
      delete from public.analytics_daily_breakdowns b
      where b.user_code = code and b.scope = 'owner' and b.scope_code = '' and b.date = p_date
        and 'owner' not in (select k.scope from kept k)
    ),
    of_groups as (
      delete from public.analytics_daily_breakdowns b
      where b.user_code = code and b.scope = 'group' and b.scope_code = any (groups) and b.date = p_date
        and b.scope_code not in (select k.scope_code from kept k where k.scope = 'group')
    )
    delete from public.analytics_daily_breakdowns b
    where b.user_code = code and b.scope = 'contact' and b.scope_code = any (contacts) and b.date = p_date
      and b.scope_code not in (select k.scope_code from kept k where k.scope = 'contact');
    delete from public.analytics_daily_contact_stats t where t.user_code = code and t.date = p_date;
    delete from public.analytics_daily_group_stats t where t.user_code = code and t.date = p_date;
    delete from public.analytics_daily_user_stats t where t.user_code = code and t.date = p_date;
  end loop;

  with counted as materialized (
    select * from unnest(p_counted)
  ),
  users as (
    insert into public.analytics_daily_user_stats (
      user_code, date, visitors, sessions, page_views, clicks, contacting_sessions, bounces, duration_seconds
    )
    select c.user_code, p_date,
      c.visitors, c.sessions, c.page_views, c.clicks, c.contacting_sessions, c.bounces, c.duration_seconds
    from counted c
    where c.section = 'totals' and c.scope = 'owner'
  ),
  groups as (
    insert into public.analytics_daily_group_stats (
      user_code, date, group_code,
      visitors, sessions, page_views, clicks, contacting_sessions, bounces, duration_seconds
    )
    select c.user_code, p_date, c.scope_code,
      c.visitors, c.sessions, c.page_views, c.clicks, c.contacting_sessions, c.bounces, c.duration_seconds
    from counted c
    where c.section = 'totals' and c.scope = 'group'
  ),
  contacts as (
    insert into public.analytics_daily_contact_stats (
      user_code, date, share_code,
      visitors, sessions, page_views, clicks, contacting_sessions, bounces, duration_seconds, group_code, by_group
    )
    select g.user_code, p_date, g.share_code,
      g.visitors, g.sessions, g.page_views, g.clicks, g.contacting_sessions, g.bounces, g.duration_seconds,
      case when g.groups = 1 then g.group_code end,
      case when g.groups > 1 then g.by_group end
    from (
      -- One row of totals, and one for each group.
      select c.user_code, c.scope_code as share_code,
        max(c.visitors) filter (where c.section = 'totals') as visitors,
        max(c.sessions) filter (where c.section = 'totals') as sessions,
        max(c.page_views) filter (where c.section = 'totals') as page_views,
        max(c.clicks) filter (where c.section = 'totals') as clicks,
        max(c.contacting_sessions) filter (where c.section = 'totals') as contacting_sessions,
        max(c.bounces) filter (where c.section = 'totals') as bounces,
        max(c.duration_seconds) filter (where c.section = 'totals') as duration_seconds,
        count(*) filter (where c.section = 'group') as groups,
        min(c.value) filter (where c.section = 'group') as group_code,
        jsonb_agg(
          jsonb_build_object(
            'group_code', c.value, 'visitors', c.visitors, 'sessions', c.sessions, 'page_views', c.page_views,
            'clicks', c.clicks, 'contacting_sessions', c.contacting_sessions, 'bounces', c.bounces,
            'duration_seconds', c.duration_seconds
          ) order by c.value
        ) filter (where c.section = 'group') as by_group
      from counted c
      where c.section = 'group' or (c.section = 'totals' and c.scope = 'contact')
      group by c.user_code, c.scope_code
    ) as g
    where g.groups > 0 and g.visitors is not null
  ),
  targets as (
    insert into public.analytics_daily_click_targets (
      user_code, date, target, visitors, sessions, clicks, opened, stayed
    )
    select c.user_code, p_date, c.value, c.visitors, c.sessions, c.clicks, c.opened, c.stayed
    from counted c
    where c.section = 'target' and c.scope = 'owner'
    on conflict do nothing
  ),
  pages as (
    insert into public.analytics_daily_page_stats (
      user_code, date, page, visitors, sessions, page_views, clicks, entries, exits
    )
    select c.user_code, p_date, c.value, c.visitors, c.sessions, c.page_views, c.clicks, c.entries, c.exits
    from counted c
    where c.section = 'page' and c.scope = 'owner'
    on conflict do nothing
  )
  insert into public.analytics_daily_breakdowns as b (user_code, scope, scope_code, date, breakdown)
  select s.user_code, s.scope, s.scope_code, p_date, s.breakdown
  from (
    select v.user_code, v.scope, v.scope_code,
      array_agg(
        (
          v.dimension, v.value, v.visitors, v.sessions, v.page_views, v.clicks, v.contacting_sessions,
          v.entries, v.exits, v.opened, v.stayed
        )::daybook.breakdown_value
        order by v.dimension, v.value collate "C"
      ) as breakdown
    from (
      select c.user_code, c.scope, c.scope_code, case c.section when 'dimension' then c.dimension else c.section end as dimension,
        c.value, c.visitors, c.sessions, c.page_views, c.clicks, c.contacting_sessions,
        c.entries, c.exits, c.opened, c.stayed
      from counted c
      where c.section = 'dimension' or (c.section in ('target', 'page') and c.scope <> 'owner')
    ) as v
    group by v.user_code, v.scope, v.scope_code
  ) as s
  order by s.user_code, s.scope, s.scope_code
  on conflict (user_code, scope, scope_code, date) do update set breakdown = excluded.breakdown
  where b.breakdown <> excluded.breakdown;
end;
$$;

revoke all on function daybook.store_days(date, text[], daybook.counted_row[]) from public;
