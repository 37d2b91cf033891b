-- One list of the owner's other screens, whole, as one JSON value { owner, period, rows }, oldest first: 'accounting',
-- 'revisions' and 'verifications', and of one share ('' for direct visits) 'visits', an event a row, and 'previews'. For
-- members. 22023: there is no such list, a period out of order or over ten years, or more than 50,000 events of visits.
create function daybook.analytics_owner_export(
  p_user_code text,
  p_list text,
  p_from date default null,
  p_to date default null,
  p_contact text default null
)
returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
as $$
declare
  caller_role text := daybook.require_member(p_user_code);
  zone text := (select o.time_zone from public.analytics_owners o where o.user_code = p_user_code);
  to_date date := least(coalesce(p_to, (now() at time zone zone)::date), (now() at time zone zone)::date);
  from_date date := coalesce(
    p_from,
    (select min(d.date) from public.analytics_days d where d.user_code = p_user_code),
    to_date
  );
  events bigint;
  lines jsonb;
begin
  if from_date > to_date or to_date - from_date > 3660 then
    raise exception 'a period may span ten years' using errcode = '22023';
  end if;

  case p_list
  when 'accounting' then
    select jsonb_agg(
      jsonb_build_object('date', a.date, 'kind', a.kind, 'code', a.code, 'events', a.events) order by a.date, a.kind, a.code
    )
    into lines
    from daybook.accounting(p_user_code, from_date, to_date) as a;

  when 'revisions' then
    select jsonb_agg(
      jsonb_build_object(
        'date', r.date, 'revised_at', r.revised_at, 'reason', r.reason, 'computed_at', r.computed_at,
        'former', r.former, 'present', r.present
      ) order by r.date, r.revised_at
    )
    into lines
    from public.analytics_daily_revisions r
    where r.user_code = p_user_code and r.date between from_date and to_date;

  when 'verifications' then
    select jsonb_agg(
      jsonb_build_object('date', v.date, 'verified_at', v.verified_at, 'differences', v.differences)
      order by v.date, v.verified_at
    )
    into lines
    from public.analytics_verifications v
    where v.user_code = p_user_code and v.date between from_date and to_date;

  when 'previews' then
    select jsonb_agg(
      jsonb_build_object('share_code', p.share_code, 'at', p.at, 'fetcher', p.fetcher) order by p.at, p.fetcher
    )
    into lines
    from public.analytics_share_previews p
    where p.user_code = p_user_code and p.share_code = coalesce(p_contact, '')
      and p.at >= from_date::timestamp at time zone zone
      and p.at < (to_date + 1)::timestamp at time zone zone;

  when 'visits' then
    select
      (
        select count(*)
        from public.analytics_page_views v
        where v.user_code = p_user_code and v.share_code = coalesce(p_contact, '')
          and v.date between from_date and to_date + 1 and v.session_date between from_date and to_date
      )
      + (
        select count(*)
        from public.analytics_clicks c
        where c.user_code = p_user_code and c.share_code = coalesce(p_contact, '')
          and c.date between from_date and to_date + 1 and c.session_date between from_date and to_date
      )
    into events;
    if events > 50000 then
      raise exception 'more than 50000 events: choose a shorter period' using errcode = '22023';
    end if;

    with visits as materialized (
      select
        s.*,
        row_number() over (order by s.started_at, s.session_id)                as visit,
        dense_rank() over (partition by s.date order by s.visitor_id)          as visitor
      from public.analytics_sessions s
      where s.user_code = p_user_code and s.share_code = coalesce(p_contact, '') and s.date between from_date and to_date
    ),
    courses as (
      select v.session_id, v.session_date, v.at, v.event_id, v.page, null::text as target, null::text as outcome
      from public.analytics_page_views v
      where v.user_code = p_user_code and v.share_code = coalesce(p_contact, '')
        and v.date between from_date and to_date + 1 and v.session_date between from_date and to_date
      union all
      select c.session_id, c.session_date, c.at, c.event_id, c.page, c.target, c.outcome
      from public.analytics_clicks c
      where c.user_code = p_user_code and c.share_code = coalesce(p_contact, '')
        and c.date between from_date and to_date + 1 and c.session_date between from_date and to_date
    )
    select jsonb_agg(
      jsonb_build_object(
        'visit', s.visit, 'date', s.date, 'started_at', s.started_at, 'visitor_of_day', s.visitor,
        'at', e.at, 'page', e.page, 'target', e.target, 'outcome', e.outcome,
        'device', s.device, 'os', s.os, 'browser', s.browser, 'country', s.country, 'language', s.language,
        'channel', s.channel, 'referrer', s.referrer,
        'utm_source', s.utm_source, 'utm_medium', s.utm_medium, 'utm_campaign', s.utm_campaign
      ) order by s.visit, e.at, e.event_id
    )
    into lines
    from visits s
    left join courses e on e.session_id = s.session_id and e.session_date = s.date;

  else
    raise exception 'there is no such list' using errcode = '22023';
  end case;

  return jsonb_build_object(
    'owner', jsonb_build_object('user_code', p_user_code, 'time_zone', zone, 'role', caller_role),
    'period', jsonb_build_object('from', from_date, 'to', to_date),
    'computed_at', now(),
    'rows', coalesce(lines, '[]'::jsonb)
  );
end;
$$;

revoke all on function daybook.analytics_owner_export(text, text, date, date, text) from public;
grant execute on function daybook.analytics_owner_export(text, text, date, date, text) to authenticated;
alter function daybook.analytics_owner_export(text, text, date, date, text) set schema public;
