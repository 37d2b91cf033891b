-- Imports the old rows that arrived in [p_from, p_to); with p_from null, those without a time of arrival. Safe to run
-- any number of times, in any order of steps and beside live traffic: what is final is not looked at again, events
-- collide by their ids, and a session's start, share and visit are derived anew from all of its rows. Two imports wait
-- for each other. p_create_owners: owners that do not exist are made, in UTC and without a member.
-- Returns { rows, imported, duplicate, dual_write, filtered, unmapped, reasons: { reason: n }, owners_created }.
create function daybook.analytics_import_legacy_step(p_from timestamptz, p_to timestamptz, p_create_owners boolean default false)
returns jsonb
language plpgsql security definer
set search_path = ''
set jit = off
as $$
declare
  touched daybook.legacy_day[];
  created text[] := '{}';
  result jsonb;
begin
  perform pg_advisory_xact_lock(hashtext('import_legacy_events'));
  drop table if exists pg_temp.legacy_step;
  create temporary table legacy_step on commit drop as
  select r.*
  from daybook.legacy_rows(p_from, p_to) r
  where not exists (
    select 1
    from public.analytics_legacy_rows i
    where i.user_code = r.user_code
      and i.legacy_id = r.legacy_id
      and i.verdict in ('imported', 'duplicate', 'dual_write')
  );
  alter table pg_temp.legacy_step
    add column date date, add column session_date date,
    add column group_code text, add column verdict text, add column reason text not null default '';

  if p_create_owners then
    with missing as (
      insert into public.analytics_owners (user_code, name)
      select distinct s.user_code, s.user_code
      from pg_temp.legacy_step s
      where s.fault is null
      order by 1
      on conflict do nothing
      returning user_code
    ),
    zoned as (
      insert into public.analytics_owner_time_zones (user_code, valid_from, time_zone)
      select m.user_code, '-infinity', 'UTC' from missing m order by 1
    )
    select coalesce(array_agg(m.user_code order by m.user_code), '{}') into created from missing m;
  end if;

  -- Placed on its day as analytics_ingest_events does it. An event of the dual write has its day and session already.
  drop table if exists pg_temp.legacy_placed;
  create temporary table legacy_placed on commit drop as
  select
    s.legacy_id, s.arrived_at, s.user_code, s.event_type, s.session_id, s.event_id, s.at, s.share_code, s.page, s.target,
    s.visit, p.date, coalesce(v.session_date, c.session_date, p.date) as session_date,
    coalesce(s.own_group, h.group_code, '') as group_code,
    case
      when s.fault is not null or o.user_code is null or d.purged_at is not null then 'unmapped'
      when s.is_dual then 'dual_write'
      when s.is_bot then 'filtered'
      when s.event_type <> 'session' and (
        v.event_id is not null
        or c.event_id is not null
        or row_number() over (
          partition by s.user_code, s.event_type, s.event_id, s.fault is null and not s.is_bot
          order by s.arrived_at, s.legacy_id
        ) > 1
      ) then 'duplicate'
      else 'imported'
    end as verdict,
    case
      when s.fault is not null then s.fault
      when o.user_code is null then 'unknown_owner'
      when d.purged_at is not null then 'purged_day'
      when s.is_bot and not s.is_dual then 'bot'
      else ''
    end as reason
  from pg_temp.legacy_step s
  left join public.analytics_owners o on o.user_code = s.user_code
  left join public.analytics_owner_time_zones z
    on z.user_code = s.user_code and z.valid_from <= s.at and s.at < z.valid_to
  cross join lateral (select (s.at at time zone coalesce(z.time_zone, 'UTC'))::date as date) as p
  left join public.analytics_days d on d.user_code = s.user_code and d.date = p.date
  left join public.analytics_shares h on h.user_code = s.user_code and h.share_code = s.share_code
  left join public.analytics_page_views v
    on s.event_type = 'page_view' and v.user_code = s.user_code and v.date = p.date and v.event_id = s.event_id
  left join public.analytics_clicks c
    on s.event_type = 'click' and c.user_code = s.user_code and c.date = p.date and c.event_id = s.event_id;
  analyze pg_temp.legacy_placed;

  -- A row that named no owner before the mapping was adjusted.
  delete from public.analytics_legacy_rows r
  using pg_temp.legacy_placed p
  where r.user_code = '' and r.legacy_id = p.legacy_id and p.user_code <> '';

  insert into public.analytics_legacy_rows as r (
    user_code, legacy_id, arrived_at, at, event_id, session_id, date, session_date, verdict, reason,
    share_code, group_code, visit
  )
  select
    p.user_code, p.legacy_id, p.arrived_at, p.at, p.event_id, p.session_id, p.date, p.session_date, p.verdict, p.reason,
    p.share_code, p.group_code, p.visit
  from pg_temp.legacy_placed p
  order by p.user_code, p.legacy_id
  on conflict (user_code, legacy_id) do update
  set verdict = excluded.verdict, reason = excluded.reason, at = excluded.at, event_id = excluded.event_id,
    session_id = excluded.session_id, date = excluded.date, session_date = excluded.session_date,
    share_code = excluded.share_code, group_code = excluded.group_code, visit = excluded.visit
  where r.verdict in ('filtered', 'unmapped');

  select array_agg(distinct (p.user_code, p.date)::daybook.legacy_day)
  into touched
  from pg_temp.legacy_placed p
  where p.verdict in ('imported', 'duplicate');
  perform daybook.claim_legacy_days(touched);
  perform daybook.import_legacy_sessions();

  insert into public.analytics_page_views (
    user_code, date, event_id, session_id, session_date, at, visitor_id, share_code, group_code, page
  )
  select p.user_code, p.date, p.event_id, p.session_id, p.date, p.at, s.visitor_id, s.share_code, s.group_code, p.page
  from pg_temp.legacy_placed p
  join public.analytics_sessions s on s.user_code = p.user_code and s.date = p.date and s.session_id = p.session_id
  where p.verdict = 'imported' and p.event_type = 'page_view'
  order by p.user_code, p.date, p.event_id
  on conflict do nothing;

  insert into public.analytics_clicks (
    user_code, date, event_id, session_id, session_date, at, visitor_id, share_code, group_code, page, target
  )
  select
    p.user_code, p.date, p.event_id, p.session_id, p.date, p.at, s.visitor_id, s.share_code, s.group_code, p.page, p.target
  from pg_temp.legacy_placed p
  join public.analytics_sessions s on s.user_code = p.user_code and s.date = p.date and s.session_id = p.session_id
  where p.verdict = 'imported' and p.event_type = 'click'
  order by p.user_code, p.date, p.event_id
  on conflict do nothing;

  perform daybook.mark_legacy_days(touched, 'imported from the old system');

  with verdicts as (
    select p.verdict, p.reason, count(*) as rows
    from pg_temp.legacy_placed p
    group by p.verdict, p.reason
  )
  select jsonb_build_object(
    'rows', coalesce(sum(v.rows), 0),
    'imported', coalesce(sum(v.rows) filter (where v.verdict = 'imported'), 0),
    'duplicate', coalesce(sum(v.rows) filter (where v.verdict = 'duplicate'), 0),
    'dual_write', coalesce(sum(v.rows) filter (where v.verdict = 'dual_write'), 0),
    'filtered', coalesce(sum(v.rows) filter (where v.verdict = 'filtered'), 0),
    'unmapped', coalesce(sum(v.rows) filter (where v.verdict = 'unmapped'), 0),
    'reasons', coalesce(jsonb_object_agg(v.reason, v.rows) filter (where v.reason <> ''), '{}'::jsonb),
    'owners_created', to_jsonb(created)
  )
  into result
  from verdicts v;
  drop table pg_temp.legacy_step, pg_temp.legacy_placed;
  return result;
end;
$$;

revoke all on function daybook.analytics_import_legacy_step(timestamptz, timestamptz, boolean) from public;
grant execute on function daybook.analytics_import_legacy_step(timestamptz, timestamptz, boolean) to service_role;
alter function daybook.analytics_import_legacy_step(timestamptz, timestamptz, boolean) set schema public;
