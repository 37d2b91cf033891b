-- Writes the sessions that a step touched, each derived from all of its imported rows, and lets the events that were
-- imported before follow their session's share. Part of analytics_import_legacy_step, whose temporary table it reads.
-- An old session counts on every day it has events, as it did in the old system, which knew no end of a session.
create function daybook.import_legacy_sessions() returns void
language plpgsql security definer
set search_path = ''
set jit = off
as $$
declare
  has_moved boolean;
begin
  drop table if exists pg_temp.legacy_touched;
  create temporary table legacy_touched on commit drop as
  select t.user_code, t.date, t.session_id, s.share_code, s.group_code
  from (
    select distinct p.user_code, p.date, p.session_id
    from pg_temp.legacy_placed p
    where p.verdict in ('imported', 'duplicate')
  ) as t
  left join public.analytics_sessions s
    on s.user_code = t.user_code and s.date = t.date and s.session_id = t.session_id;
  analyze pg_temp.legacy_touched;

  insert into public.analytics_sessions as t (
    user_code, date, session_id, started_at, visitor_id, share_code, group_code,
    referrer, channel, utm_source, utm_medium, utm_campaign, country, device, browser, os, language
  )
  select
    d.user_code, d.date, d.session_id, d.started_at,
    -- A pseudonym of one day, as for every session without a salt.
    ('x' || left(encode(sha256(convert_to(concat_ws('|', d.user_code, d.date, d.session_id), 'UTF8')), 'hex'), 16))::bit(64)::bigint,
    d.share_code, d.group_code,
    coalesce(d.visit ->> 'referrer', ''),
    case
      when d.visit ?| array['utm_source', 'utm_medium', 'utm_campaign'] then 'campaign'
      when d.visit ? 'referrer' then 'referral'
      else ''
    end,
    coalesce(d.visit ->> 'utm_source', ''), coalesce(d.visit ->> 'utm_medium', ''), coalesce(d.visit ->> 'utm_campaign', ''),
    coalesce(d.visit ->> 'country', ''), coalesce(d.visit ->> 'device', ''), coalesce(d.visit ->> 'browser', ''),
    coalesce(d.visit ->> 'os', ''), coalesce(d.visit ->> 'language', '')
  from (
    select
      r.user_code, r.date, r.session_id,
      min(r.at) as started_at,
      coalesce((array_agg(r.share_code order by r.at, r.legacy_id) filter (where r.share_code <> ''))[1], '') as share_code,
      coalesce((array_agg(r.group_code order by r.at, r.legacy_id) filter (where r.group_code <> ''))[1], '') as group_code,
      (array_agg(r.visit order by r.at, r.legacy_id) filter (where r.visit is not null))[1] as visit
    from pg_temp.legacy_touched k
    join public.analytics_legacy_rows r
      on r.user_code = k.user_code and r.date = k.date and r.session_id = k.session_id
    where r.verdict in ('imported', 'duplicate')
    group by r.user_code, r.date, r.session_id
  ) as d
  order by d.user_code, d.date, d.session_id
  on conflict (user_code, date, session_id) do update
  set started_at = excluded.started_at, share_code = excluded.share_code, group_code = excluded.group_code,
    referrer = excluded.referrer, channel = excluded.channel,
    utm_source = excluded.utm_source, utm_medium = excluded.utm_medium, utm_campaign = excluded.utm_campaign,
    country = excluded.country, device = excluded.device, browser = excluded.browser, os = excluded.os,
    language = excluded.language;

  -- Few sessions: one moves when a later step brings an earlier row of it. To look for the events of all would take a pass
  -- over the whole day for each.
  drop table if exists pg_temp.legacy_moved;
  create temporary table legacy_moved on commit drop as
  select s.user_code, s.date, s.session_id, s.share_code, s.group_code
  from pg_temp.legacy_touched k
  join public.analytics_sessions s on s.user_code = k.user_code and s.date = k.date and s.session_id = k.session_id
  where k.share_code is not null and (k.share_code, k.group_code) is distinct from (s.share_code, s.group_code);
  select exists (select 1 from pg_temp.legacy_moved) into has_moved;
  if has_moved then
    analyze pg_temp.legacy_moved;
    update public.analytics_page_views v
    set share_code = k.share_code, group_code = k.group_code
    from pg_temp.legacy_moved k
    where v.user_code = k.user_code and v.date = k.date and v.session_id = k.session_id and v.session_date = k.date;
    update public.analytics_clicks v
    set share_code = k.share_code, group_code = k.group_code
    from pg_temp.legacy_moved k
    where v.user_code = k.user_code and v.date = k.date and v.session_id = k.session_id and v.session_date = k.date;
  end if;
  drop table pg_temp.legacy_moved;
  drop table pg_temp.legacy_touched;
end;
$$;

revoke all on function daybook.import_legacy_sessions() from public;
