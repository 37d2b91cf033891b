-- Puts the rows of pg_temp.legacy_step on their days as analytics_ingest_events does it, with what becomes of each, into
-- pg_temp.legacy_placed. An event of the dual write has its day and session already.
create function daybook.place_legacy_rows() returns void
language plpgsql security definer
set search_path = ''
set jit = off
as $$
begin
  drop table if exists pg_temp.legacy_placed;
  create temporary table legacy_placed on commit drop as
  select
    s.legacy_id, s.arrived_at, s.user_code, s.event_type, s.session_id, s.event_id, s.at, s.share_code, s.page, s.target,
    s.visit, p.date, coalesce(v.session_date, c.session_date, p.date) as session_date,
    coalesce(s.own_group, h.group_code, '') as group_code,
    case
      when s.is_ignored and s.fault is null then 'filtered'
      when s.fault is not null or o.user_code is null then 'unmapped'
      -- Where the event is gone, Daybook has been taken out meanwhile: the old row brings it back.
      when s.is_dual and (v.event_id is not null or c.event_id is not null or d.purged_at is not null) then 'dual_write'
      when d.purged_at is not null then 'unmapped'
      when s.is_bot and not s.is_dual then 'filtered'
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
      when s.is_ignored then 'ignored'
      when o.user_code is null then 'unknown_owner'
      when d.purged_at is not null and not s.is_dual then 'purged_day'
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
end;
$$;

revoke all on function daybook.place_legacy_rows() from public;
