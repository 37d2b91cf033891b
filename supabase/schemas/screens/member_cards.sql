-- The cards that a member sees whole, each with the days that p_days and p_compare mean on its owner's calendar, as dashboard_question has
-- them for one. p_days: for every date that is a today somewhere, the first and last day that are asked for then,
-- { "2026-11-30": { "from": "2026-11-01", "to": "2026-11-30" } }, so that a period such as "last month" is each owner's own; a null
-- `from` is the first day with events, a null `to` today. 22023: a period or comparison that is not
-- valid, or a today that p_days does not have.
create function daybook.member_cards(p_user_id uuid, p_days jsonb, p_compare text) returns daybook.listed_card[]
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
set plan_cache_mode = force_generic_plan
as $$
declare
  moment timestamptz := now();
  codes text[] := array(
    select m.user_code
    from public.analytics_members m
    where m.user_id = p_user_id and m.seen_groups is null and m.seen_shares is null
  );
  cards daybook.listed_card[];
begin
  cards := array(
    select (
      o.user_code, o.name, m.role, coalesce(z.time_zone, o.time_zone),
      (moment at time zone coalesce(z.time_zone, o.time_zone))::date,
      null, null, null, null, null, null, null, null
    )::daybook.listed_card
    from public.analytics_members m
    join public.analytics_owners o on o.user_code = m.user_code
    left join daybook.owner_zones(codes) as z
      on z.user_code = o.user_code and z.valid_from <= moment and z.valid_to > moment
    where m.user_id = p_user_id and m.seen_groups is null and m.seen_shares is null
  );
  if p_days is null or exists (
    select from jsonb_each(p_days) as d(today, days)
    where (d.days ->> 'to')::date - (d.days ->> 'from')::date not between 0 and 3660
  ) or exists (select from unnest(cards) as c where not p_days ? c.today::text) then
    raise exception 'the period is not valid' using errcode = '22023';
  end if;

  return array(
    with begun as materialized (
      select c.*, daybook.first_event_day(c.user_code) as first_event
      from unnest(cards) as c
    ),
    -- Most cards share their days: those are found once for each today, and first day where that is asked for.
    wishes as (
      select distinct b.today, (p_days -> b.today::text ->> 'from')::date as wished_from,
        (p_days -> b.today::text ->> 'to')::date as wished_to,
        case when p_days -> b.today::text ->> 'from' is null then b.first_event end as since
      from begun b
    ),
    ends as (
      select w.*,
        case when w.wished_from > w.today then coalesce(w.wished_to, w.wished_from)
          else least(coalesce(w.wished_to, w.today), w.today) end as ends
      from wishes w
    ),
    begins as (
      select e.*, greatest(least(coalesce(e.wished_from, e.since, e.ends), e.ends), e.ends - 3660) as begins
      from ends e
    ),
    periods as materialized (
      select b.today, coalesce(b.since, 'infinity') as since, b.begins, b.ends, b.ends - b.begins as more_days,
        daybook.compared_until(p_compare, b.begins, b.ends) as compared_to
      from begins b
    ),
    -- Days on which counting had not begun are no days without visitors: nothing is compared with them.
    fair as materialized (
      select b.*, p.begins, p.ends, p.more_days,
        case when p.compared_to - p.more_days >= b.first_event then p.compared_to end as fair_to
      from begun b
      join periods p on p.today = b.today and p.since = coalesce(
        case when p_days -> b.today::text ->> 'from' is null then b.first_event end, 'infinity'
      )
    ),
    -- The zone that the last day compared with followed.
    zones as materialized (
      select f.user_code, (array_agg(z.time_zone order by z.valid_from desc))[1] as time_zone
      from fair f
      join daybook.owner_zones(codes) as z on z.user_code = f.user_code
      where f.ends = f.today
        and z.valid_from < (f.fair_to + 1)::timestamp at time zone z.time_zone
      group by f.user_code
    ),
    dirty as materialized (
      select m.user_code, array_agg(distinct m.date) as dates
      from public.analytics_dirty_days m
      where m.user_code = any (codes)
      group by m.user_code
    )
    select (
      f.user_code, f.name, f.role, f.time_zone, f.today, f.first_event, f.begins, f.ends, f.fair_to - f.more_days, f.fair_to,
      case when f.ends = f.today and f.fair_to is not null then to_char(moment at time zone f.time_zone, 'HH24:MI') end,
      case when f.ends = f.today then
        (f.fair_to + date_trunc('minute', moment at time zone f.time_zone)::time) at time zone z.time_zone
      end,
      array(
        select u.date
        from unnest(d.dates) as u(date)
        where u.date between f.begins and f.ends or u.date between f.fair_to - f.more_days and f.fair_to
      )
    )::daybook.listed_card
    from fair f
    left join zones z on z.user_code = f.user_code
    left join dirty d on d.user_code = f.user_code
  );
end;
$$;

revoke all on function daybook.member_cards(uuid, jsonb, text) from public;
