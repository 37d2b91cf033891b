-- Rebuilds the days that were set aside before p_before, the one longest untried first, by what has changed where that is
-- known (see live_day), else whole. For whoever has the time: pg_cron and psql have no limit, and over the API PostgREST takes
-- the limit that stands at the function for the transaction. Safe to repeat and to kill. Returns what aggregate_analytics_daily returns.
create function daybook.analytics_rebuild_set_aside(p_budget interval default null, p_before timestamptz default now())
returns jsonb
language plpgsql security definer
set search_path = ''
set statement_timeout = '45s'
as $$
begin
  return daybook.rebuild_days(
    (
      select coalesce(jsonb_agg(
        jsonb_build_object('user_code', d.user_code, 'date', d.date) order by d.set_aside_at, d.user_code, d.date
      ), '[]'::jsonb)
      from public.analytics_days d
      where d.set_aside_at < p_before
    ),
    p_budget,
    p_quickly => true
  );
end;
$$;

revoke all on function daybook.analytics_rebuild_set_aside(interval, timestamptz) from public;
grant execute on function daybook.analytics_rebuild_set_aside(interval, timestamptz) to service_role;
alter function daybook.analytics_rebuild_set_aside(interval, timestamptz) set schema public;
