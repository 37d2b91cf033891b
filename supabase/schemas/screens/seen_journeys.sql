-- The journeys of the visits that a question is about (its shape: lib/analytics/journeys.ts), for whoever has a sight of the owner.
-- All of it is counted from raw, in the time that filtered_rows has. Only groups in the sight are told apart. PT503, PT410: as the
-- dashboard under filters.
create function daybook.seen_journeys(
  p_sight daybook.sight,
  p_from date,
  p_to date,
  p_group text,
  p_contact text,
  p_filters jsonb
)
returns jsonb
language plpgsql stable
set search_path = ''
set jit = off
as $$
declare
  marks constant integer[] := array[2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1200, 1800, 3600];
  until_when timestamptz := clock_timestamp() + daybook.time_to_ask();
  is_whole boolean := p_sight.groups is null and p_sight.shares is null;
  q daybook.question := daybook.dashboard_question(p_sight, p_from, p_to, p_group, p_contact, 'none', null, p_filters);
  part daterange;
  rows daybook.journey_row[] := '{}'::daybook.journey_row[];
begin
  if q.filters is null then
    q.filters := '[]';
    q := daybook.count_from_raw(q);
  end if;
  foreach part in array q.raw_parts loop
    if clock_timestamp() >= until_when then
      raise exception 'counting these days from raw events takes too long' using errcode = 'PT503';
    end if;
    rows := rows || daybook.journey_part(q, lower(part), upper(part) - 1);
  end loop;

  return jsonb_build_object(
    'owner', (
      select jsonb_build_object('user_code', o.user_code, 'name', o.name, 'time_zone', o.time_zone, 'first_date', q.first_date)
      from public.analytics_owners o
      where o.user_code = q.user_code
    ),
    'period', jsonb_build_object(
      'from', q.from_date, 'to', q.to_date, 'days', q.to_date - q.from_date + 1, 'today', q.today
    ),
    'filter', jsonb_build_object(
      'scope', q.scope, 'group', q.filter_group, 'contact', q.filter_contact, 'filters', q.filters,
      'gone_days', cardinality(q.gone_dates)
    ),
    'provenance', daybook.question_provenance(q),
    'steps', (
      with pages as (
        select r.step, r.page, sum(r.sessions) as sessions, sum(r.contacted) as contacted, sum(r.lost) as lost
        from unnest(rows) as r
        where r.section = 'step'
        group by r.step, r.page
      ),
      placed as (
        select p.*, row_number() over (partition by p.step order by p.sessions desc, p.page) as place from pages p
      ),
      steps as (
        select
          p.step,
          jsonb_build_object(
            'step', p.step, 'sessions', sum(p.sessions), 'contacted', sum(p.contacted), 'lost', sum(p.lost),
            'pages', jsonb_agg(
              jsonb_build_object('page', p.page, 'sessions', p.sessions, 'contacted', p.contacted, 'lost', p.lost)
              order by p.place
            ) filter (where p.place <= 5),
            'more', count(*) filter (where p.place > 5)
          ) as line
        from placed p
        group by p.step
      )
      select coalesce(jsonb_agg(s.line order by s.step), '[]'::jsonb)
      from steps s
    ),
    'times', jsonb_build_object(
      'marks', to_jsonb(marks),
      'all', daybook.journey_times(rows, null, null, marks),
      'groups', (
        select coalesce(jsonb_agg(g.line order by (g.line ->> 'sessions')::bigint desc, g.group_code), '[]'::jsonb)
        from (
          select r.group_code,
            daybook.journey_times(rows, r.group_code, null, marks)
              || jsonb_build_object('group_code', r.group_code, 'name', coalesce(max(n.name), '')) as line
          from unnest(rows) as r
          left join public.analytics_groups n on n.user_code = q.user_code and n.group_code = r.group_code
          where r.section = 'time' and (is_whole or r.group_code = any (p_sight.groups))
          group by r.group_code
        ) as g
      ),
      'targets', (
        select coalesce(jsonb_agg(t.line order by t.sessions desc, t.target), '[]'::jsonb)
        from (
          select r.target, sum(r.sessions) as sessions,
            daybook.journey_times(rows, null, r.target, marks) || jsonb_build_object('target', r.target) as line
          from unnest(rows) as r
          where r.section = 'time'
          group by r.target
          order by sum(r.sessions) desc, r.target
          limit 12
        ) as t
      )
    ),
    'funnel', daybook.journey_funnel(q, rows),
    'computed_at', now()
  );
end;
$$;

revoke all on function daybook.seen_journeys(daybook.sight, date, date, text, text, jsonb) from public;
