-- Keeps what some owners' day said before a rebuild changed it, if it had been computed after its end (p_computed[i], null: never).
-- p_former: the days_totals of then; p_reasons: { user_code: why }, 'recount' where it does not say. Part of rebuild_day and
-- rebuild_small_days.
create function daybook.note_revisions(
  p_date date,
  p_user_codes text[],
  p_computed timestamptz[],
  p_former jsonb,
  p_reasons jsonb
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  present jsonb := daybook.days_totals(p_user_codes, p_date);
begin
  insert into public.analytics_daily_revisions (user_code, date, reason, computed_at, former, present)
  select c.user_code, p_date, coalesce(p_reasons ->> c.user_code, 'recount'), c.computed_at,
    p_former -> c.user_code, present -> c.user_code
  from unnest(p_user_codes, p_computed) as c(user_code, computed_at)
  where c.computed_at is not null
    and (p_former -> c.user_code) is distinct from (present -> c.user_code)
    and daybook.day_at(c.user_code, c.computed_at) > p_date;
end;
$$;

revoke all on function daybook.note_revisions(date, text[], timestamptz[], jsonb, jsonb) from public;
