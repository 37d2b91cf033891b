-- How the data are doing: what `npm run doctor` says after the client and the dashboard have been changed over. Counts
-- and times only. `recounted` compares the latest closed days with a recount of raw; `dashboard_ms` is the time of 30
-- days for the owner with the most rows, null without an owner.
create function daybook.analytics_doctor_data() returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  busiest text;
  started timestamptz;
  dashboard_ms numeric;
  recounted jsonb;
  old_rows bigint;
  undecided bigint;
begin
  select o.user_code
  into busiest
  from public.analytics_owners o
  left join public.analytics_daily_user_stats s on s.user_code = o.user_code and s.date > current_date - 30
  group by o.user_code
  order by coalesce(sum(s.page_views), 0) desc, o.user_code
  limit 1;
  if busiest is not null then
    started := clock_timestamp();
    perform daybook.seen_dashboard(
      daybook.whole_sight(busiest), current_date - 29, current_date, null, null, 'none', 50
    );
    dashboard_ms := round(extract(epoch from clock_timestamp() - started) * 1000);
  end if;

  with chosen as (
    select d.user_code, d.date
    from public.analytics_days d
    where d.purged_at is null and d.raw_events > 0
      and not exists (select 1 from public.analytics_dirty_days m where m.user_code = d.user_code and m.date = d.date)
    order by d.date desc, d.user_code
    limit 5
  ),
  compared as (
    select c.user_code, c.date,
      (s.visitors, s.sessions, s.page_views, s.clicks, s.contacting_sessions, s.bounces, s.duration_seconds)
        is not distinct from
      (n.visitors, n.sessions, n.page_views, n.clicks, n.contacting_sessions, n.bounces, n.duration_seconds) as is_equal
    from chosen c
    left join public.analytics_daily_user_stats s on s.user_code = c.user_code and s.date = c.date
    left join lateral (
      select * from daybook.count_day(c.user_code, c.date, 'owner') as t
      where t.section = 'totals' and t.scope = 'owner'
    ) as n on true
  )
  select jsonb_build_object(
    'days', count(*),
    'different', coalesce(jsonb_agg(c.user_code || ' on ' || c.date) filter (where not c.is_equal), '[]'::jsonb)
  )
  into recounted
  from compared c;

  if to_regclass('public.analytics_events') is not null then
    execute 'select count(*) from public.analytics_events' into old_rows;
    select old_rows - count(*) into undecided from public.analytics_legacy_rows;
  end if;
  return jsonb_build_object(
    'owners', (select count(*) from public.analytics_owners),
    'owner', busiest,
    -- By the accounting of ingest: what was imported has not arrived.
    'stored_since_yesterday', (
      select coalesce(sum(a.events), 0)
      from (
        select l.events from public.analytics_ingest_log l where l.kind = 'stored' and l.date >= current_date - 1
        union all
        select s.events from public.analytics_daily_ingest_stats s where s.kind = 'stored' and s.date >= current_date - 1
      ) as a
    ),
    'flushes', (select count(distinct l.flush_id) from public.analytics_ingest_log l),
    'flushed_events', (select coalesce(sum(l.events), 0) from public.analytics_ingest_log l),
    'oldest_mark', (select min(m.marked_at) from public.analytics_dirty_days m),
    'last_computed_at', (select max(d.computed_at) from public.analytics_days d),
    'recounted', recounted,
    'dashboard_ms', dashboard_ms,
    'old_rows', old_rows,
    'undecided_old_rows', undecided,
    'left_out_old_rows', (
      select count(*)
      from public.analytics_legacy_rows r
      where r.reason in ('unknown_event_type', 'unknown_owner', 'click_without_target')
    ),
    'dual_write', (
      select jsonb_build_object(
        'is_failing', w.is_failing, 'missed', w.missed, 'failed_at', w.failed_at, 'code', w.code, 'message', w.message
      )
      from public.analytics_legacy_dual_write w
    ),
    'compared_days', (select count(*) from public.analytics_legacy_comparisons),
    'unexplained', (select coalesce(sum(c.unexplained), 0) from public.analytics_legacy_comparisons c)
  );
end;
$$;

revoke all on function daybook.analytics_doctor_data() from public;
grant execute on function daybook.analytics_doctor_data() to service_role;
alter function daybook.analytics_doctor_data() set schema public;
