-- One share's story ('' for direct visits), as one JSON value: its dashboard, its latest visits one by one from raw (at
-- most 50, from the latest 14 days on which it was visited), the previews of its link, and on how many days visitors came
-- from several systems or countries, and from more of them than one person has. For members.
-- P0002: no such share and no visit by it; 22023 as the dashboard.
create function daybook.analytics_contact(
  p_user_code text,
  p_contact text,
  p_from date default null,
  p_to date default null,
  p_compare text default 'none'
)
returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
as $$
declare
  dashboard jsonb := public.analytics_dashboard(p_user_code, p_from, p_to, null, coalesce(p_contact, ''), p_compare, 50);
  wanted_code text := coalesce(p_contact, '');
  share jsonb;
  first_date date;
  first_at timestamptz;
  visits jsonb := '[]'::jsonb;
  devices jsonb;
  part jsonb;
  visited record;
begin
  select jsonb_build_object(
    'share_code', s.share_code, 'contact', s.contact, 'group_code', coalesce(s.group_code, ''),
    'created_at', s.created_at, 'archived', s.archived_at is not null
  )
  into share
  from public.analytics_shares s
  where s.user_code = p_user_code and s.share_code = wanted_code;

  for visited in
    select d.date
    from (
      select c.date
      from public.analytics_daily_contact_stats c
      where c.user_code = p_user_code and c.share_code = wanted_code and c.sessions > 0
      union
      select m.date
      from public.analytics_dirty_days m
      where m.user_code = p_user_code
    ) as d
    order by d.date desc
    limit 14
  loop
    exit when jsonb_array_length(visits) >= 50;

    with day_sessions as materialized (
      select s.*, dense_rank() over (order by s.visitor_id) as visitor
      from public.analytics_sessions s
      where s.user_code = p_user_code and s.date = visited.date and s.share_code = wanted_code
      order by s.started_at desc
      limit 50 - jsonb_array_length(visits)
    ),
    events as (
      select v.session_id, v.at, v.page, null::text as target, null::text as outcome, v.event_id
      from public.analytics_page_views v
      join day_sessions s on s.session_id = v.session_id
      where v.user_code = p_user_code and v.date in (visited.date, visited.date + 1) and v.session_date = visited.date
      union all
      select c.session_id, c.at, c.page, c.target, c.outcome, c.event_id
      from public.analytics_clicks c
      join day_sessions s on s.session_id = c.session_id
      where c.user_code = p_user_code and c.date in (visited.date, visited.date + 1) and c.session_date = visited.date
    ),
    numbered as (
      select e.*, row_number() over (partition by e.session_id order by e.at, e.event_id) as place
      from events e
    ),
    courses as (
      select
        n.session_id, max(n.at) as last_at, count(*) as events,
        jsonb_agg(
          jsonb_build_object('at', n.at, 'page', n.page, 'target', n.target, 'outcome', n.outcome) order by n.place
        ) filter (where n.place <= 40) as course
      from numbered n
      group by n.session_id
    )
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'date', s.date, 'started_at', s.started_at, 'last_at', coalesce(c.last_at, s.started_at),
        'visitor', s.visitor, 'device', s.device, 'os', s.os, 'browser', s.browser,
        'country', s.country, 'channel', s.channel, 'referrer', s.referrer,
        'events', coalesce(c.course, '[]'::jsonb), 'more', greatest(coalesce(c.events, 0) - 40, 0)
      ) order by s.started_at desc
    ), '[]'::jsonb)
    into part
    from day_sessions s
    left join courses c on c.session_id = s.session_id;
    visits := visits || part;
  end loop;

  first_date := least(
    (
      select min(c.date)
      from public.analytics_daily_contact_stats c
      where c.user_code = p_user_code and c.share_code = wanted_code and c.sessions > 0
    ),
    (select min((v.value ->> 'date')::date) from jsonb_array_elements(visits) as v)
  );
  if share is null and wanted_code <> '' and first_date is null then
    raise exception 'no such share' using errcode = 'P0002';
  end if;

  -- Whether one person came by it, as far as daily rows tell: a phone that changes its network is another pseudonym with
  -- the same system and country, somebody with a phone and a computer has two systems, and rarely three on one day.
  with kinds as (
    select c.date, c.visitors, coalesce(k.kinds, 0) as kinds
    from public.analytics_daily_contact_stats c
    left join lateral (
      select greatest(
        count(*) filter (where t.dimension = 'os'), count(*) filter (where t.dimension = 'country')
      ) as kinds
      from public.analytics_daily_dimension_stats t
      where t.user_code = p_user_code and t.scope = 'contact' and t.scope_code = wanted_code and t.date = c.date
        and t.dimension in ('os', 'country') and t.value <> ''
    ) as k on true
    where c.user_code = p_user_code and c.share_code = wanted_code and c.visitors > 1
      and not exists (
        select 1 from public.analytics_dirty_days m where m.user_code = p_user_code and m.date = c.date
      )
    union all
    select
      s.date, count(distinct s.visitor_id),
      greatest(count(distinct nullif(s.os, '')), count(distinct nullif(s.country, '')))
    from public.analytics_sessions s
    where s.user_code = p_user_code and s.share_code = wanted_code
      and s.date in (select m.date from public.analytics_dirty_days m where m.user_code = p_user_code)
    group by s.date
  )
  select jsonb_build_object(
    'several', jsonb_build_object(
      'days', count(*) filter (where k.visitors >= 2 and k.kinds >= 2),
      'last', max(k.date) filter (where k.visitors >= 2 and k.kinds >= 2)
    ),
    'many', jsonb_build_object(
      'days', count(*) filter (where k.visitors >= 3 and k.kinds >= 3),
      'last', max(k.date) filter (where k.visitors >= 3 and k.kinds >= 3),
      'most', max(k.visitors) filter (where k.visitors >= 3 and k.kinds >= 3)
    )
  )
  into devices
  from kinds k;

  -- Its moment is known as long as its raw events are.
  select min(s.started_at)
  into first_at
  from public.analytics_sessions s
  where s.user_code = p_user_code and s.date = first_date and s.share_code = wanted_code;

  return jsonb_build_object(
    'dashboard', dashboard,
    'share', share,
    'first_visit', case when first_date is not null then jsonb_build_object('date', first_date, 'at', first_at) end,
    'last_visit', coalesce(
      visits -> 0 -> 'started_at',
      to_jsonb((
        select max(c.date)
        from public.analytics_daily_contact_stats c
        where c.user_code = p_user_code and c.share_code = wanted_code and c.sessions > 0
      ))
    ),
    'devices', devices,
    'visits', visits,
    'previews', (
      select coalesce(jsonb_agg(jsonb_build_object('fetcher', p.fetcher, 'at', p.at) order by p.at desc), '[]'::jsonb)
      from (
        select p.fetcher, p.at
        from public.analytics_share_previews p
        where p.user_code = p_user_code and p.share_code = wanted_code
        order by p.at desc
        limit 50
      ) as p
    )
  );
end;
$$;

revoke all on function daybook.analytics_contact(text, text, date, date, text) from public;
grant execute on function daybook.analytics_contact(text, text, date, date, text) to authenticated;
alter function daybook.analytics_contact(text, text, date, date, text) set schema public;
