-- What a list of cards does not read from daily rows: the totals of dirty days; and of the last day compared with, until the
-- minute that a today has come to (is_until), where it is compared so. Days of few events are counted together, one date after
-- the other; others as the dashboard counts them. No row: nothing happened, or for is_until the day is compared whole, by the
-- rules of until_now.
create function daybook.cards_counted(p_cards daybook.listed_card[])
returns setof daybook.card_day
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
as $$
declare
  day date;
  until timestamptz;
  code text;
  codes text[];
  small text[];
  together daybook.counted_row[];
begin
  for day in
    select distinct u.date from unnest(p_cards) as c cross join lateral unnest(c.live_dates) as u(date)
  loop
    codes := array(select c.user_code from unnest(p_cards) as c where day = any (c.live_dates));
    small := daybook.small_days(codes, day);
    -- Only where raw holds as many events as the daily rows and the marks say together: whoever lost some is counted as the
    -- dashboard does it.
    together := array(
      select (
        r.user_code, 'totals', 'owner', '', '', '', r.visitors, r.sessions, r.page_views, r.clicks, r.contacting_sessions,
        0, 0, 0, 0, 0, 0
      )::daybook.counted_row
      from daybook.raw_totals(small, day, 'infinity') as r
      left join (
        select k.user_code, sum(k.events) as events
        from (
          select t.user_code, t.page_views + t.clicks as events
          from public.analytics_daily_user_stats t
          where t.user_code = any (small) and t.date = day
          union all
          select m.user_code, cardinality(m.view_ids) + cardinality(m.click_ids)
          from public.analytics_dirty_days m
          where m.user_code = any (small) and m.date = day
        ) as k
        group by k.user_code
      ) as known on known.user_code = r.user_code
      where r.raw_events = known.events
    );
    return query
    select t.user_code, day, false, t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions
    from unnest(together) as t;

    for code in
      select u.code from unnest(codes) as u(code)
      except
      select t.user_code from unnest(together) as t
    loop
      return query
      select code, day, false, l.visitors, l.sessions, l.page_views, l.clicks, l.contacting_sessions
      from daybook.live_day(code, day, 'none') as l
      where l.section = 'totals' and l.scope = 'owner';
    end loop;
  end loop;

  for day, until in
    select distinct c.before_to, c.until_at from unnest(p_cards) as c where c.until_at is not null
  loop
    codes := array(
      select c.user_code
      from unnest(p_cards) as c
      left join public.analytics_days d on d.user_code = c.user_code and d.date = day
      where c.before_to = day and c.until_at = until
        and d.purged_at is null and coalesce(d.raw_events, 0) <= 20000
    );
    return query
    select r.user_code, day, true, r.visitors, r.sessions, r.page_views, r.clicks, r.contacting_sessions
    from daybook.raw_totals(codes, day, until) as r
    left join public.analytics_days d on d.user_code = r.user_code and d.date = day
    where coalesce(d.raw_events, 0) <= r.raw_rows;
  end loop;
end;
$$;

revoke all on function daybook.cards_counted(daybook.listed_card[]) from public;
