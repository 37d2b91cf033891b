-- Notes that the raw events of a day could not be removed, and why (an SQLSTATE). Waits for nobody, as set_day_aside.
create function daybook.note_purge_failure(p_user_code text, p_date date, p_code text) returns void
language plpgsql
set search_path = ''
set lock_timeout = '200ms'
as $$
declare
  moment timestamptz := clock_timestamp();
begin
  update public.analytics_days d
  set purge_failed_at = moment, purge_failed_code = p_code
  where d.user_code = p_user_code and d.date = p_date;
exception when lock_not_available then
  null;
end;
$$;

revoke all on function daybook.note_purge_failure(text, date, text) from public;
