-- Every card of the caller as one JSON value (its shape: lib/analytics/member-cards.ts): code, name, role, the numbers of the
-- days that p_days (see member_cards) and p_compare mean on each owner's own calendar, of the days compared with, and a course:
-- visits a day, of several days where there are more than 31. Clean days come from the daily tables, dirty ones are counted, in one
-- snapshot, so that each number is the one that analytics_dashboard shows of the same days. Cards of which the caller sees some
-- groups or shares only come by name, and those that the caller is deleting with how far that is. 42501 for who is signed out; who has no card gets none. 22023: a period or comparison that is not
-- valid.
create function daybook.analytics_member_cards(p_days jsonb, p_compare text default 'none') returns json
language plpgsql stable security definer
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
set enable_sort = off
set plan_cache_mode = force_generic_plan
set work_mem = '64MB'
as $$
declare
  caller uuid := daybook.caller();
  cards daybook.listed_card[];
  counted daybook.card_day[];
  sums daybook.card_sums[] := '{}'::daybook.card_sums[];
  period record;
begin
  if caller is null then
    raise exception 'sign in first' using errcode = '42501';
  end if;
  cards := daybook.member_cards(caller, p_days, p_compare);
  counted := array(select l::daybook.card_day from daybook.cards_counted(cards) as l);
  -- Most cards have the same days: each period is asked for once for all of these, and summed up to at most 31 parts.
  for period in
    select
      w.is_before, w.first_day, w.last_day, c.live_dates, array_agg(c.user_code) as codes,
      greatest(1, ceil((w.last_day - w.first_day + 1) / 31.0))::integer as step
    from unnest(cards) as c
    left join unnest(counted) as u on u.user_code = c.user_code and u.is_until
    cross join lateral (values
      (false, c.from_date, c.to_date), (true, c.before_from, c.before_to - (u.user_code is not null)::integer)
    ) as w(is_before, first_day, last_day)
    where w.first_day is not null
    group by w.is_before, w.first_day, w.last_day, c.live_dates
  loop
    sums := sums || array(
      select (
        p.user_code, period.is_before, sum(p.visitors), sum(p.sessions), sum(p.page_views), sum(p.clicks),
        sum(p.contacting_sessions), array_agg(p.part), array_agg(p.sessions)
      )::daybook.card_sums
      from (
        select t.user_code, t.date - period.first_day as part, t.visitors::integer as visitors, t.sessions::integer as sessions,
          t.page_views::integer as page_views, t.clicks::integer as clicks, t.contacting_sessions::integer as contacting_sessions
        from public.analytics_daily_user_stats t
        where period.step = 1
          and t.user_code = any (period.codes) and t.date between period.first_day and period.last_day
          and not t.date = any (period.live_dates)
        union all
        select t.user_code, (t.date - period.first_day) / period.step, sum(t.visitors)::integer, sum(t.sessions)::integer,
          sum(t.page_views)::integer, sum(t.clicks)::integer, sum(t.contacting_sessions)::integer
        from public.analytics_daily_user_stats t
        where period.step > 1
          and t.user_code = any (period.codes) and t.date between period.first_day and period.last_day
          and not t.date = any (period.live_dates)
        group by t.user_code, (t.date - period.first_day) / period.step
        union all
        select l.user_code, (l.date - period.first_day) / period.step, l.visitors::integer, l.sessions::integer,
          l.page_views::integer, l.clicks::integer, l.contacting_sessions::integer
        from unnest(counted) as l
        join unnest(period.codes) as o(user_code) on o.user_code = l.user_code
        where case when l.is_until then period.is_before else l.date between period.first_day and period.last_day end
      ) as p
      group by p.user_code
    );
  end loop;

  return (
    select json_build_object(
      'computed_at', now(),
      'cards', coalesce(json_agg(
        json_build_object(
          'user_code', c.user_code, 'name', c.name, 'role', c.role, 'time_zone', c.time_zone, 'first_date', c.first_date,
          'today', c.today, 'from', c.from_date, 'to', c.to_date, 'is_live', cardinality(c.live_dates) > 0,
          'totals', json_build_object(
            'visitors', coalesce(n.visitors, 0), 'sessions', coalesce(n.sessions, 0),
            'page_views', coalesce(n.page_views, 0), 'clicks', coalesce(n.clicks, 0),
            'contacting_sessions', coalesce(n.contacting_sessions, 0)
          ),
          'course', json_build_object(
            'step', greatest(1, ceil((c.to_date - c.from_date + 1) / 31.0)),
            'parts', coalesce(n.parts, '{}'::integer[]), 'sessions', coalesce(n.course, '{}'::bigint[])
          ),
          'previous', case when c.before_from is not null then json_build_object(
            'from', c.before_from, 'to', c.before_to, 'until', case when u.user_code is not null then c.until_time end,
            'totals', json_build_object(
              'visitors', coalesce(b.visitors, 0), 'sessions', coalesce(b.sessions, 0),
              'page_views', coalesce(b.page_views, 0), 'clicks', coalesce(b.clicks, 0),
              'contacting_sessions', coalesce(b.contacting_sessions, 0)
            )
          ) end
        ) order by c.name, c.user_code
      ), '[]'::json),
      'limited', (
        select coalesce(json_agg(
          json_build_object('user_code', o.user_code, 'name', o.name, 'role', m.role) order by o.name, o.user_code
        ), '[]'::json)
        from public.analytics_members m
        join public.analytics_owners o on o.user_code = m.user_code
        where m.user_id = caller and (m.seen_groups is not null or m.seen_shares is not null)
      ),
      'deleting', (
        select coalesce(json_agg(
          json_build_object('user_code', d.user_code, 'name', d.name, 'rows', d.rows, 'removed', d.removed) order by d.requested_at
        ), '[]'::json)
        from public.analytics_deletions d
        where d.requested_by = caller
      )
    )
    from unnest(cards) as c
    left join unnest(sums) as n on n.user_code = c.user_code and not n.is_before
    left join unnest(sums) as b on b.user_code = c.user_code and b.is_before
    left join unnest(counted) as u on u.user_code = c.user_code and u.is_until
  );
end;
$$;

revoke all on function daybook.analytics_member_cards(jsonb, text) from public;
grant execute on function daybook.analytics_member_cards(jsonb, text) to authenticated;
alter function daybook.analytics_member_cards(jsonb, text) set schema public;
