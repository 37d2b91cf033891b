-- Keeps what some owners' day said before a rebuild changed it, if it had been computed after its end (p_computed[i], null: never).
-- p_former: the owners' totals of then; p_reasons: { user_code: why }, 'recount' where it does not say. Part of rebuild_day and
-- rebuild_small_days.
create function daybook.note_revisions(
  p_date date,
  p_user_codes text[],
  p_computed timestamptz[],
  p_former public.analytics_daily_user_stats[],
  p_reasons jsonb
)
returns void
language plpgsql
set search_path = ''
set enable_seqscan = off
set enable_nestloop = off
set enable_hashjoin = on
as $$
begin
  insert into public.analytics_daily_revisions (user_code, date, reason, computed_at, former, present)
  select c.user_code, p_date, coalesce(p_reasons ->> c.user_code, 'recount'), c.computed_at,
    case when f.user_code is not null then daybook.totals(
      f.visitors, f.sessions, f.page_views, f.clicks, f.contacting_sessions, f.bounces, f.duration_seconds
    ) end,
    case when t.user_code is not null then daybook.totals(
      t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
    ) end
  from unnest(p_user_codes, p_computed) as c(user_code, computed_at)
  left join unnest(p_former) as f on f.user_code = c.user_code
  left join (
    select s.* from public.analytics_daily_user_stats s where s.user_code = any (p_user_codes) and s.date = p_date
  ) as t on t.user_code = c.user_code
  where c.computed_at is not null
    and (f.visitors, f.sessions, f.page_views, f.clicks, f.contacting_sessions, f.bounces, f.duration_seconds)
      is distinct from (t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds)
    and daybook.day_at(c.user_code, c.computed_at) > p_date;
end;
$$;

revoke all on function daybook.note_revisions(date, text[], timestamptz[], public.analytics_daily_user_stats[], jsonb) from public;
