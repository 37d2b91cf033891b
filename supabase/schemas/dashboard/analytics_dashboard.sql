-- Everything a page shows, as one JSON value (its shape: lib/analytics/dashboard.ts). Clean days come from the daily
-- tables, dirty ones are counted live by live_day, in one snapshot; each day says which it was.
-- For members only: 42501 for everyone else. 22023: dates out of order or more than ten years apart, or an unknown
-- comparison. p_from null: the first day with events; p_to null or in the future: the owner's today. p_group and
-- p_contact: null for no filter, '' for none. p_limit: the longest list returned; null for whole lists.
-- The settings: one plan for all, made once for each connection, that reads each slice of the daily tables in one go;
-- planning anew took as long as the answer.
create function daybook.analytics_dashboard(
  p_user_code text,
  p_from date default null,
  p_to date default null,
  p_group text default null,
  p_contact text default null,
  p_compare text default 'none',
  p_limit integer default 50
)
returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_nestloop = off
set enable_sort = off
set plan_cache_mode = force_generic_plan
as $$
declare
  caller_role text := daybook.require_member(p_user_code);
  owner public.analytics_owners;
  today date;
  first_date date;
  from_date date;
  to_date date;
  before_from date;
  before_to date;
  wanted_scope text := case when p_contact is not null then 'contact' when p_group is not null then 'group' else 'owner' end;
  wanted_code text := coalesce(p_contact, p_group, '');
  -- Event ids begin with their time: a slice of the key instead of the whole day.
  now_floor uuid := (lpad(to_hex((extract(epoch from now() - interval '6 minutes') * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;
  now_ceiling uuid := (lpad(to_hex((extract(epoch from now() + interval '6 minutes') * 1000)::bigint), 12, '0') || repeat('f', 20))::uuid;
  answer jsonb;
begin
  select * into owner from public.analytics_owners o where o.user_code = p_user_code;
  today := (now() at time zone owner.time_zone)::date;
  first_date := least(
    (select min(d.date) from public.analytics_days d where d.user_code = p_user_code and d.raw_events > 0),
    (select min(m.date) from public.analytics_dirty_days m where m.user_code = p_user_code)
  );
  to_date := least(coalesce(p_to, today), today);
  from_date := coalesce(p_from, first_date, to_date);

  if from_date > coalesce(p_to, from_date) or p_compare is null or p_compare not in ('none', 'previous', 'year') then
    raise exception 'the period or the comparison is not valid' using errcode = '22023';
  end if;
  from_date := least(from_date, to_date);
  if to_date - from_date > 3660 then
    raise exception 'a period may span ten years' using errcode = '22023';
  end if;

  if p_compare = 'previous' then
    before_to := from_date - 1;
    before_from := from_date - (to_date - from_date) - 1;
  elsif p_compare = 'year' then
    before_from := (from_date - interval '1 year')::date;
    before_to := (to_date - interval '1 year')::date;
  end if;

  with dates as materialized (
    select
      p.period,
      g.day::date as date,
      case
        when exists (
          select 1
          from public.analytics_dirty_days m
          where m.user_code = p_user_code and m.date = g.day::date
        ) then 'live'
        when d.raw_events > 0 then 'closed'
        else 'empty'
      end as state,
      d.computed_at
    from (
      values ('current', from_date, to_date), ('previous', before_from, before_to)
    ) as p(period, first_day, last_day)
    cross join lateral generate_series(p.first_day::timestamp, p.last_day::timestamp, interval '1 day') as g(day)
    left join public.analytics_days d
      on d.user_code = p_user_code and d.date = g.day::date
    where p.first_day is not null
  ),
  live as materialized (
    select d.date, c.*
    from (select distinct s.date from dates s where s.state = 'live') as d
    cross join lateral daybook.live_day(p_user_code, d.date, wanted_scope, wanted_code) as c
  ),

  day_totals as (
    select t.date, t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
    from public.analytics_daily_user_stats t
    where wanted_scope = 'owner' and t.user_code = p_user_code
      and t.date between least(from_date, before_from) and to_date
    union all
    select t.date, t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
    from public.analytics_daily_group_stats t
    where wanted_scope = 'group' and t.user_code = p_user_code and t.group_code = wanted_code
      and t.date between least(from_date, before_from) and to_date
    union all
    select t.date, t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
    from public.analytics_daily_contact_stats t
    where wanted_scope = 'contact' and t.user_code = p_user_code and t.share_code = wanted_code
      and t.date between least(from_date, before_from) and to_date
  ),
  series as (
    select
      d.period, d.date, d.state,
      case d.state when 'live' then now() when 'closed' then d.computed_at end as computed_at,
      t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
    from dates d
    left join day_totals t on t.date = d.date
    where d.state <> 'live'
    union all
    select
      d.period, d.date, d.state, now(),
      l.visitors, l.sessions, l.page_views, l.clicks, l.contacting_sessions, l.bounces, l.duration_seconds
    from dates d
    left join live l
      on l.date = d.date and l.section = 'totals' and l.scope = wanted_scope and l.scope_code = wanted_code
    where d.state = 'live'
  ),
  periods as (
    select
      s.period,
      daybook.totals(
        sum(s.visitors), sum(s.sessions), sum(s.page_views), sum(s.clicks),
        sum(s.contacting_sessions), sum(s.bounces), sum(s.duration_seconds)
      ) as totals,
      jsonb_agg(
        daybook.totals(
          s.visitors, s.sessions, s.page_views, s.clicks, s.contacting_sessions, s.bounces, s.duration_seconds
        ) || jsonb_build_object('date', s.date, 'state', s.state, 'computed_at', s.computed_at)
        order by s.date
      ) as days
    from series s
    group by s.period
  ),

  target_rows as (
    select d.period, t.target, t.visitors, t.sessions, t.clicks, t.opened, t.stayed
    from public.analytics_daily_click_targets t
    join dates d on d.date = t.date and d.state = 'closed'
    where t.user_code = p_user_code and t.scope = wanted_scope and t.scope_code = wanted_code
      and t.date between least(from_date, before_from) and to_date
    union all
    select d.period, l.value, l.visitors, l.sessions, l.clicks, l.opened, l.stayed
    from live l
    join dates d on d.date = l.date
    where l.section = 'target'
  ),
  targets as (
    select
      t.target,
      sum(t.visitors) filter (where t.period = 'current') as visitors,
      sum(t.sessions) filter (where t.period = 'current') as sessions,
      sum(t.clicks) filter (where t.period = 'current')   as clicks,
      sum(t.opened) filter (where t.period = 'current')   as opened,
      sum(t.stayed) filter (where t.period = 'current')   as stayed,
      sum(t.clicks) filter (where t.period = 'previous')  as previous_clicks
    from target_rows t
    group by t.target
  ),
  top_targets as (
    select jsonb_build_object(
      'rows', coalesce(jsonb_agg(
        jsonb_build_object(
          'target', t.target, 'visitors', t.visitors, 'sessions', t.sessions, 'clicks', t.clicks,
          'opened', t.opened, 'stayed', t.stayed,
          'previous_clicks', case when p_compare <> 'none' then coalesce(t.previous_clicks, 0) end
        ) order by t.place
      ) filter (where t.place <= coalesce(p_limit, t.place)), '[]'::jsonb),
      'more', count(*) filter (where t.place > p_limit)
    ) as list
    from (
      select s.*, row_number() over (order by s.clicks desc, s.target) as place
      from targets s
      where s.clicks > 0
    ) as t
  ),

  page_rows as (
    select d.period, t.page, t.visitors, t.sessions, t.page_views, t.clicks, t.entries, t.exits
    from public.analytics_daily_page_stats t
    join dates d on d.date = t.date and d.state = 'closed'
    where t.user_code = p_user_code and t.scope = wanted_scope and t.scope_code = wanted_code
      and t.date between least(from_date, before_from) and to_date
    union all
    select d.period, l.value, l.visitors, l.sessions, l.page_views, l.clicks, l.entries, l.exits
    from live l
    join dates d on d.date = l.date
    where l.section = 'page'
  ),
  pages as (
    select
      p.page,
      sum(p.visitors) filter (where p.period = 'current')    as visitors,
      sum(p.sessions) filter (where p.period = 'current')    as sessions,
      sum(p.page_views) filter (where p.period = 'current')  as page_views,
      sum(p.clicks) filter (where p.period = 'current')      as clicks,
      sum(p.entries) filter (where p.period = 'current')     as entries,
      sum(p.exits) filter (where p.period = 'current')       as exits,
      sum(p.page_views) filter (where p.period = 'previous') as previous_page_views
    from page_rows p
    group by p.page
  ),
  top_pages as (
    select jsonb_build_object(
      'rows', coalesce(jsonb_agg(
        jsonb_build_object(
          'page', p.page, 'visitors', p.visitors, 'sessions', p.sessions, 'page_views', p.page_views,
          'clicks', p.clicks, 'entries', p.entries, 'exits', p.exits,
          'previous_page_views', case when p_compare <> 'none' then coalesce(p.previous_page_views, 0) end
        ) order by p.place
      ) filter (where p.place <= coalesce(p_limit, p.place)), '[]'::jsonb),
      'more', count(*) filter (where p.place > p_limit)
    ) as list
    from (
      select s.*, row_number() over (order by s.page_views desc, s.clicks desc, s.page) as place
      from pages s
      where s.page_views > 0 or s.clicks > 0
    ) as p
  ),

  dimension_rows as (
    select t.dimension, t.value, t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions
    from public.analytics_daily_dimension_stats t
    join dates d on d.date = t.date and d.state = 'closed' and d.period = 'current'
    where t.user_code = p_user_code and t.scope = wanted_scope and t.scope_code = wanted_code
      and t.date between from_date and to_date and t.dimension <> 'hour'
    union all
    select l.dimension, l.value, l.visitors, l.sessions, l.page_views, l.clicks, l.contacting_sessions
    from live l
    join dates d on d.date = l.date and d.period = 'current'
    where l.section = 'dimension' and l.dimension <> 'hour'
  ),
  dimensions as (
    select
      r.dimension, r.value,
      sum(r.visitors) as visitors, sum(r.sessions) as sessions, sum(r.page_views) as page_views,
      sum(r.clicks) as clicks, sum(r.contacting_sessions) as contacting_sessions
    from dimension_rows r
    group by r.dimension, r.value
  ),
  top_dimensions as (
    select jsonb_object_agg(n.dimension, coalesce(l.list, '{"rows": [], "more": 0}'::jsonb)) as lists
    from unnest(array[
      'referrer', 'channel', 'utm_source', 'utm_medium', 'utm_campaign',
      'country', 'device', 'browser', 'os', 'language'
    ]) as n(dimension)
    left join (
      select
        d.dimension,
        jsonb_build_object(
          'rows', coalesce(jsonb_agg(
            jsonb_build_object(
              'value', d.value, 'visitors', d.visitors, 'sessions', d.sessions, 'page_views', d.page_views,
              'clicks', d.clicks, 'contacting_sessions', d.contacting_sessions
            ) order by d.place
          ) filter (where d.place <= coalesce(p_limit, d.place)), '[]'::jsonb),
          'more', count(*) filter (where d.place > p_limit)
        ) as list
      from (
        select s.*, row_number() over (partition by s.dimension order by s.sessions desc, s.value) as place
        from dimensions s
      ) as d
      group by d.dimension
    ) as l on l.dimension = n.dimension
  ),
  hour_rows as (
    select d.period, t.value, t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions
    from public.analytics_daily_dimension_stats t
    join dates d on d.date = t.date and d.state = 'closed'
    where from_date = to_date
      and t.user_code = p_user_code and t.scope = wanted_scope and t.scope_code = wanted_code
      and t.date in (from_date, before_from) and t.dimension = 'hour'
    union all
    select d.period, l.value, l.visitors, l.sessions, l.page_views, l.clicks, l.contacting_sessions
    from live l
    join dates d on d.date = l.date
    where from_date = to_date and l.section = 'dimension' and l.dimension = 'hour'
  ),
  hours as (
    select
      p.period,
      jsonb_agg(
        jsonb_build_object(
          'hour', n.hour,
          'visitors', coalesce(h.visitors, 0), 'sessions', coalesce(h.sessions, 0),
          'page_views', coalesce(h.page_views, 0), 'clicks', coalesce(h.clicks, 0),
          'contacting_sessions', coalesce(h.contacting_sessions, 0)
        ) order by n.hour
      ) as list
    from (values ('current'), ('previous')) as p(period)
    cross join (select lpad(i::text, 2, '0') as hour from generate_series(0, 23) as i) as n
    left join hour_rows h on h.period = p.period and h.value = n.hour
    group by p.period
  ),

  group_rows as (
    select t.group_code,
      t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
    from public.analytics_daily_group_stats t
    join dates d on d.date = t.date and d.state = 'closed' and d.period = 'current'
    where wanted_scope <> 'contact' and t.user_code = p_user_code and t.date between from_date and to_date
    union all
    select l.scope_code,
      l.visitors, l.sessions, l.page_views, l.clicks, l.contacting_sessions, l.bounces, l.duration_seconds
    from live l
    join dates d on d.date = l.date and d.period = 'current'
    where wanted_scope <> 'contact' and l.section = 'totals' and l.scope = 'group'
  ),
  top_groups as (
    select jsonb_build_object(
      'rows', coalesce(jsonb_agg(t.line order by t.place) filter (where t.place <= coalesce(p_limit, t.place)), '[]'::jsonb),
      'more', count(*) filter (where t.place > p_limit)
    ) as list
    from (
      select
        daybook.totals(
          sum(r.visitors), sum(r.sessions), sum(r.page_views), sum(r.clicks),
          sum(r.contacting_sessions), sum(r.bounces), sum(r.duration_seconds)
        ) || jsonb_build_object('group_code', r.group_code, 'name', coalesce(max(g.name), '')) as line,
        row_number() over (order by sum(r.sessions) desc, r.group_code) as place
      from group_rows r
      left join public.analytics_groups g on g.user_code = p_user_code and g.group_code = r.group_code
      group by r.group_code
    ) as t
  ),

  contact_rows as (
    select t.date, t.share_code,
      t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
    from public.analytics_daily_contact_stats t
    join dates d on d.date = t.date and d.state = 'closed' and d.period = 'current'
    where t.user_code = p_user_code and t.date between from_date and to_date
    union all
    select l.date, l.scope_code,
      l.visitors, l.sessions, l.page_views, l.clicks, l.contacting_sessions, l.bounces, l.duration_seconds
    from live l
    join dates d on d.date = l.date and d.period = 'current'
    where l.section = 'totals' and l.scope = 'contact'
  ),
  top_contacts as (
    select jsonb_build_object(
      'rows', coalesce(jsonb_agg(t.line order by t.place) filter (where t.place <= coalesce(p_limit, t.place)), '[]'::jsonb),
      'more', count(*) filter (where t.place > p_limit)
    ) as list
    from (
      select
        daybook.totals(
          sum(r.visitors), sum(r.sessions), sum(r.page_views), sum(r.clicks),
          sum(r.contacting_sessions), sum(r.bounces), sum(r.duration_seconds)
        ) || jsonb_build_object(
          'share_code', r.share_code,
          'contact', coalesce(max(s.contact), ''),
          'group_code', coalesce(max(s.group_code), ''),
          'last_seen', max(r.date)
        ) as line,
        row_number() over (order by sum(r.clicks) desc, sum(r.sessions) desc, max(r.date) desc, r.share_code) as place
      from contact_rows r
      left join public.analytics_shares s on s.user_code = p_user_code and s.share_code = r.share_code
      where (wanted_scope = 'owner')
         or (wanted_scope = 'contact' and r.share_code = wanted_code)
         or (wanted_scope = 'group' and coalesce(s.group_code, '') = wanted_code)
      group by r.share_code
    ) as t
  ),

  seen_now as (
    select count(distinct e.visitor_id) as visitors
    from (
      select v.visitor_id, v.at, v.group_code, v.share_code
      from public.analytics_page_views v
      where v.user_code = p_user_code and v.date = today and v.event_id between now_floor and now_ceiling
      union all
      select c.visitor_id, c.at, c.group_code, c.share_code
      from public.analytics_clicks c
      where c.user_code = p_user_code and c.date = today and c.event_id between now_floor and now_ceiling
    ) as e
    where e.at > now() - interval '5 minutes'
      and (
        wanted_scope = 'owner'
        or (wanted_scope = 'group' and e.group_code = wanted_code)
        or (wanted_scope = 'contact' and e.share_code = wanted_code)
      )
  )
  select jsonb_build_object(
    'owner', jsonb_build_object(
      'user_code', owner.user_code,
      'name', owner.name,
      'time_zone', owner.time_zone,
      'first_date', first_date,
      'role', caller_role
    ),
    'period', jsonb_build_object('from', from_date, 'to', to_date, 'days', to_date - from_date + 1, 'today', today),
    'filter', jsonb_build_object('scope', wanted_scope, 'group', p_group, 'contact', p_contact),
    'compare', p_compare,
    'totals', (select p.totals from periods p where p.period = 'current'),
    'days', (select p.days from periods p where p.period = 'current'),
    'previous', (
      select jsonb_build_object(
        'from', before_from, 'to', before_to, 'totals', p.totals, 'days', p.days,
        'hours', case when from_date = to_date then (select h.list from hours h where h.period = 'previous') end
      )
      from periods p
      where p.period = 'previous'
    ),
    'hours', case when from_date = to_date then (select h.list from hours h where h.period = 'current') end,
    'targets', (select t.list from top_targets t),
    'pages', (select p.list from top_pages p),
    'dimensions', (select d.lists from top_dimensions d),
    'groups', (select g.list from top_groups g),
    'contacts', (select c.list from top_contacts c),
    'options', jsonb_build_object(
      'groups', (
        select coalesce(jsonb_agg(jsonb_build_object('group_code', g.group_code, 'name', g.name) order by g.name), '[]'::jsonb)
        from public.analytics_groups g
        where g.user_code = p_user_code and g.archived_at is null
      ),
      'contacts', (
        select coalesce(jsonb_agg(
          jsonb_build_object(
            'share_code', s.share_code, 'contact', s.contact, 'group_code', coalesce(s.group_code, '')
          ) order by s.contact, s.share_code
        ), '[]'::jsonb)
        from public.analytics_shares s
        where s.user_code = p_user_code and s.archived_at is null
      )
    ),
    'visitors_now', (select n.visitors from seen_now n),
    'computed_at', now()
  )
  into answer;

  return answer;
end;
$$;

revoke all on function daybook.analytics_dashboard(text, date, date, text, text, text, integer) from public;
grant execute on function daybook.analytics_dashboard(text, date, date, text, text, text, integer) to authenticated;
alter function daybook.analytics_dashboard(text, date, date, text, text, text, integer) set schema public;
