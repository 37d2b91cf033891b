-- What came since a moment by all visits of an owner, or by the shares that lie in a limited sight: { since, visits, taps, contacts:
-- [{ share_code, contact, visits, taps, is_first }], more }. Contacts that have a name, those that tapped first, at most three;
-- `more`: how many others came; `is_first`: never before. Null: nothing came. Whole days after the moment's come from the
-- daily tables, dirty ones and the rest of its own from raw; where that day's events are gone, from the next day on. At most 30 days back.
create function daybook.news(p_sight daybook.sight, p_since timestamptz) returns jsonb
language plpgsql stable
set search_path = ''
set jit = off
as $$
declare
  code text := p_sight.user_code;
  since timestamptz := greatest(p_since, now() - interval '30 days');
  first_day date := daybook.day_at(p_sight.user_code, greatest(p_since, now() - interval '30 days'));
  codes text[];
  raw_days date[];
  answer jsonb;
begin
  if p_since is null then
    return null;
  end if;
  if exists (select from public.analytics_days d where d.user_code = code and d.date = first_day and d.purged_at is not null) then
    first_day := first_day + 1;
    since := (
      select first_day::timestamp at time zone o.time_zone from public.analytics_owners o where o.user_code = code
    );
  end if;
  if p_sight.groups is not null or p_sight.shares is not null then
    codes := array(
      select s.share_code
      from public.analytics_shares s
      where s.user_code = code and (s.share_code = any (p_sight.shares) or s.group_code = any (p_sight.groups))
    );
  end if;
  raw_days := array(
    select first_day
    union
    select m.date from public.analytics_dirty_days m where m.user_code = code and m.date > first_day
  );

  with parts as (
    select s.share_code, count(*) as visits, 0::bigint as taps
    from public.analytics_sessions s
    where s.user_code = code and s.date = any (raw_days) and s.started_at > since
      and (codes is null or s.share_code = any (codes))
    group by s.share_code
    union all
    select c.share_code, 0::bigint, count(*)
    from public.analytics_clicks c
    where c.user_code = code and c.date = any (raw_days) and c.at > since
      and (codes is null or c.share_code = any (codes))
    group by c.share_code
    union all
    select d.share_code, sum(d.sessions)::bigint, sum(d.clicks)::bigint
    from public.analytics_daily_contact_stats d
    where d.user_code = code and d.date > first_day and not d.date = any (raw_days)
      and (codes is null or d.share_code = any (codes))
    group by d.share_code
  ),
  by_share as (
    select p.share_code, sum(p.visits)::bigint as visits, sum(p.taps)::bigint as taps
    from parts p
    group by p.share_code
    having sum(p.visits) + sum(p.taps) > 0
  ),
  named as (
    select b.share_code, s.contact, b.visits, b.taps,
      row_number() over (order by b.taps > 0 desc, b.visits desc, s.contact, b.share_code) as place
    from by_share b
    join public.analytics_shares s on s.user_code = code and s.share_code = b.share_code
    where s.contact <> ''
  )
  select jsonb_build_object(
    'since', since,
    'visits', coalesce((select sum(b.visits) from by_share b), 0),
    'taps', coalesce((select sum(b.taps) from by_share b), 0),
    'contacts', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'share_code', n.share_code, 'contact', n.contact, 'visits', n.visits, 'taps', n.taps,
          'is_first', not exists (
            select from public.analytics_daily_contact_stats d
            where d.user_code = code and d.share_code = n.share_code and d.date < first_day and d.sessions > 0
          ) and not exists (
            select from public.analytics_sessions e
            where e.user_code = code and e.date = first_day and e.share_code = n.share_code and e.started_at <= since
          )
        ) order by n.place
      ), '[]'::jsonb)
      from named n
      where n.place <= 3
    ),
    'more', (select count(*) from named n where n.place > 3)
  )
  into answer;
  return case when (answer ->> 'visits')::bigint + (answer ->> 'taps')::bigint > 0 then answer end;
end;
$$;

revoke all on function daybook.news(daybook.sight, timestamptz) from public;
