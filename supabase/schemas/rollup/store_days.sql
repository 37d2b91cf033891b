-- Replaces the daily rows that some owners have of one date by counted ones, in the caller's transaction. p_again: those of the
-- owners who may have rows of it. Part of rebuild_day and rebuild_small_days, which hold the days against other rebuilds.
-- Targets and pages that are right already are left alone, and of a single owner breakdowns too, which are kept in order for this: a
-- refresh writes little then. Of many owners putting them in order would cost more than writing them.
create function daybook.store_days(p_date date, p_again text[], p_slices daybook.counted_slice[]) returns void
language plpgsql
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
as $$
declare
  former record;
  is_single boolean := cardinality(p_again) = 1;
begin
  if p_again <> '{}' then
    with of_owners as materialized (
      select s.user_code, v.dimension, v.value, v.visitors, v.sessions, v.page_views, v.clicks, v.entries, v.exits, v.opened, v.stayed
      from unnest(p_slices) as s
      cross join lateral unnest(s.breakdown) as v
      where s.scope = 'owner' and v.dimension in ('target', 'page') and s.user_code = any (p_again)
    ),
    targets as (
      delete from public.analytics_daily_click_targets t
      where t.user_code = any (p_again) and t.date = p_date
        and (t.user_code, t.target, t.visitors, t.sessions, t.clicks, t.opened, t.stayed) not in (
          select c.user_code, c.value, c.visitors, c.sessions, c.clicks, c.opened, c.stayed
          from of_owners c
          where c.dimension = 'target'
        )
    ),
    pages as (
      delete from public.analytics_daily_page_stats t
      where t.user_code = any (p_again) and t.date = p_date
        and (t.user_code, t.page, t.visitors, t.sessions, t.page_views, t.clicks, t.entries, t.exits) not in (
          select c.user_code, c.value, c.visitors, c.sessions, c.page_views, c.clicks, c.entries, c.exits
          from of_owners c
          where c.dimension = 'page'
        )
    ),
    users as (
      delete from public.analytics_daily_user_stats t
      where t.user_code = any (p_again) and t.date = p_date
      returning t.user_code, 'owner' as scope, '' as scope_code
    ),
    groups as (
      delete from public.analytics_daily_group_stats t
      where t.user_code = any (p_again) and t.date = p_date
      returning t.user_code, 'group' as scope, t.group_code as scope_code
    ),
    contacts as (
      delete from public.analytics_daily_contact_stats t
      where t.user_code = any (p_again) and t.date = p_date
      returning t.user_code, 'contact' as scope, t.share_code as scope_code
    ),
    gone as (
      select u.user_code, u.scope, u.scope_code from users u
      union all
      select g.user_code, g.scope, g.scope_code from groups g
      union all
      select c.user_code, c.scope, c.scope_code from contacts c
      except
      select s.user_code, s.scope, s.scope_code from unnest(p_slices) as s where s.breakdown <> '{}'
    )
    select
      coalesce(array_agg(g.user_code), '{}') as user_codes, array_agg(g.scope) as scopes, array_agg(g.scope_code) as scope_codes
    into former
    from gone g;
    if former.user_codes <> '{}' then
      perform daybook.drop_breakdowns(p_date, former.user_codes, former.scopes, former.scope_codes);
    end if;
  end if;

  with slices as materialized (
    select * from unnest(p_slices)
  ),
  of_owners as materialized (
    select s.user_code, v.dimension, v.value, v.visitors, v.sessions, v.page_views, v.clicks, v.entries, v.exits, v.opened, v.stayed
    from slices s
    cross join lateral unnest(s.breakdown) as v
    where s.scope = 'owner' and v.dimension in ('target', 'page')
  ),
  users as (
    insert into public.analytics_daily_user_stats (
      user_code, date, visitors, sessions, page_views, clicks, contacting_sessions, bounces, duration_seconds
    )
    select s.user_code, p_date,
      s.visitors, s.sessions, s.page_views, s.clicks, s.contacting_sessions, s.bounces, s.duration_seconds
    from slices s
    where s.scope = 'owner' and s.visitors is not null
  ),
  groups as (
    insert into public.analytics_daily_group_stats (
      user_code, date, group_code,
      visitors, sessions, page_views, clicks, contacting_sessions, bounces, duration_seconds
    )
    select s.user_code, p_date, s.scope_code,
      s.visitors, s.sessions, s.page_views, s.clicks, s.contacting_sessions, s.bounces, s.duration_seconds
    from slices s
    where s.scope = 'group' and s.visitors is not null
  ),
  contacts as (
    insert into public.analytics_daily_contact_stats (
      user_code, date, share_code,
      visitors, sessions, page_views, clicks, contacting_sessions, bounces, duration_seconds, group_code, by_group
    )
    select s.user_code, p_date, s.scope_code,
      s.visitors, s.sessions, s.page_views, s.clicks, s.contacting_sessions, s.bounces, s.duration_seconds,
      s.group_code, s.by_group
    from slices s
    where s.scope = 'contact' and s.visitors is not null
  ),
  targets as (
    insert into public.analytics_daily_click_targets (
      user_code, date, target, visitors, sessions, clicks, opened, stayed
    )
    select c.user_code, p_date, c.value, c.visitors, c.sessions, c.clicks, c.opened, c.stayed
    from of_owners c
    where c.dimension = 'target'
    on conflict do nothing
  ),
  pages as (
    insert into public.analytics_daily_page_stats (
      user_code, date, page, visitors, sessions, page_views, clicks, entries, exits
    )
    select c.user_code, p_date, c.value, c.visitors, c.sessions, c.page_views, c.clicks, c.entries, c.exits
    from of_owners c
    where c.dimension = 'page'
    on conflict do nothing
  )
  insert into public.analytics_daily_breakdowns as b (user_code, scope, scope_code, date, breakdown)
  select s.user_code, s.scope, s.scope_code, p_date,
    case
      when is_single then array(
        select v
        from unnest(s.breakdown) as v
        where s.scope <> 'owner' or v.dimension not in ('target', 'page')
        order by v.dimension collate "C", v.value collate "C"
      )
      when s.scope = 'owner' then array(select v from unnest(s.breakdown) as v where v.dimension not in ('target', 'page'))
      else s.breakdown
    end
  from slices s
  where s.breakdown <> '{}'
  order by s.user_code, s.scope, s.scope_code
  on conflict (user_code, scope, scope_code, date) do update set breakdown = excluded.breakdown
  where b.breakdown <> excluded.breakdown;
end;
$$;

revoke all on function daybook.store_days(date, text[], daybook.counted_slice[]) from public;
