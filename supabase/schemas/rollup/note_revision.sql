-- Keeps what a day said before a rebuild changed it, if it had been computed after its end. Part of rebuild_day and
-- rebuild_small_days.
create function daybook.note_revision(
  p_user_code text,
  p_date date,
  p_computed_at timestamptz,
  p_before jsonb,
  p_reason text
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  after jsonb := daybook.day_totals(p_user_code, p_date);
begin
  if p_before is distinct from after and daybook.day_at(p_user_code, p_computed_at) > p_date then
    insert into public.analytics_daily_revisions (user_code, date, reason, computed_at, former, present)
    values (p_user_code, p_date, p_reason, p_computed_at, p_before, after);
  end if;
end;
$$;

revoke all on function daybook.note_revision(text, date, timestamptz, jsonb, text) from public;
