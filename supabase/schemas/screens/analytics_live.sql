-- Who is here now, and who was within the last half an hour, visit by visit from raw, the latest first: { visitors_now, visits: [{
-- key, started_at, last_at, share_code, contact, group_code, device, country, browser, channel, referrer, events: [{ at, page, target,
-- outcome, site }], more }], more, computed_at }, at most 30 visits with the latest 12 events of each. visitors_now is the
-- dashboard's own. share_code null: of a share that the caller does not see any more. Visits are named by hashes, since whoever knows a session's id can erase its visit. For members, within the
-- filter: 42501, PT404 as the dashboard.
create function daybook.analytics_live(p_user_code text, p_group text default null, p_contact text default null) returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
as $$
declare
  sight daybook.sight;
  q daybook.question;
  is_whole boolean;
  since timestamptz;
  first_day date;
  first_id uuid;
  last_id uuid;
  answer jsonb;
begin
  sight := daybook.require_sight(p_user_code);
  q := daybook.dashboard_question(sight, null, null, p_group, p_contact, 'none', 0);
  is_whole := sight.groups is null and sight.shares is null;
  since := now() - interval '30 minutes';
  first_day := daybook.day_at(p_user_code, since);
  -- Event ids begin with their time: a slice of the key instead of whole days. A clock may be some minutes off.
  first_id := (
    lpad(to_hex((extract(epoch from now() - interval '40 minutes') * 1000)::bigint), 12, '0') || repeat('0', 20)
  )::uuid;
  last_id := (
    lpad(to_hex((extract(epoch from now() + interval '11 minutes') * 1000)::bigint), 12, '0') || repeat('f', 20)
  )::uuid;

  with events as materialized (
    select v.session_id, v.session_date, v.at, v.event_id, v.page, null::text as target, null::text as outcome, '' as site
    from public.analytics_page_views v
    where v.user_code = p_user_code and v.date in (first_day, q.today) and v.event_id between first_id and last_id
      and v.at > since
      and (
        q.scope = 'owner'
        or (q.scope = 'group' and v.group_code = q.scope_code)
        or (q.scope = 'contact' and v.share_code = q.scope_code)
      )
    union all
    select c.session_id, c.session_date, c.at, c.event_id, c.page, c.target, c.outcome, c.site
    from public.analytics_clicks c
    where c.user_code = p_user_code and c.date in (first_day, q.today) and c.event_id between first_id and last_id
      and c.at > since
      and (
        q.scope = 'owner'
        or (q.scope = 'group' and c.group_code = q.scope_code)
        or (q.scope = 'contact' and c.share_code = q.scope_code)
      )
  ),
  numbered as (
    select e.*, row_number() over (partition by e.session_id order by e.at desc, e.event_id desc) as place
    from events e
  ),
  courses as (
    select
      n.session_id, n.session_date, max(n.at) as last_at, count(*) as events,
      jsonb_agg(
        jsonb_build_object('at', n.at, 'page', n.page, 'target', n.target, 'outcome', n.outcome, 'site', n.site)
        order by n.place desc
      ) filter (where n.place <= 12) as course
    from numbered n
    group by n.session_id, n.session_date
  ),
  latest as (
    select c.*, row_number() over (order by c.last_at desc, c.session_id) as place
    from courses c
  )
  select jsonb_build_object(
    'visitors_now', daybook.visitors_now(q),
    'visits', coalesce(jsonb_agg(
      jsonb_build_object(
        'key', left(daybook.token_hash('live', l.session_id::text), 16),
        'started_at', s.started_at, 'last_at', l.last_at,
        'share_code', case when daybook.sees(sight, null, s.share_code) then s.share_code end,
        'contact', case when daybook.sees(sight, null, s.share_code) then coalesce(h.contact, '') else '' end,
        'group_code', case when is_whole or s.group_code = any (sight.groups) then s.group_code else '' end,
        'device', s.device, 'country', s.country, 'browser', s.browser, 'channel', s.channel, 'referrer', s.referrer,
        'events', l.course, 'more', greatest(l.events - 12, 0)
      ) order by l.place
    ), '[]'::jsonb),
    'more', greatest((select count(*) from courses) - 30, 0),
    'computed_at', now()
  )
  into answer
  from latest l
  join public.analytics_sessions s on s.user_code = p_user_code and s.date = l.session_date and s.session_id = l.session_id
  left join public.analytics_shares h on h.user_code = p_user_code and h.share_code = s.share_code
  where l.place <= 30;
  return answer;
end;
$$;

revoke all on function daybook.analytics_live(text, text, text) from public;
grant execute on function daybook.analytics_live(text, text, text) to authenticated;
alter function daybook.analytics_live(text, text, text) set schema public;
