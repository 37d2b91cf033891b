-- Notes that a dirty (owner, day) could not be rebuilt, and why (an SQLSTATE), so that others are done before it. Waits for nobody:
-- whoever holds the day is at work on it.
create function daybook.set_day_aside(p_user_code text, p_date date, p_code text) returns void
language plpgsql
set search_path = ''
set enable_seqscan = off
set lock_timeout = '200ms'
as $$
begin
  insert into public.analytics_days as t (user_code, date, set_aside_at, set_aside_code)
  select p_user_code, p_date, clock_timestamp(), p_code
  where exists (select 1 from public.analytics_dirty_days m where m.user_code = p_user_code and m.date = p_date)
  on conflict (user_code, date) do update
  set set_aside_at = excluded.set_aside_at, set_aside_code = excluded.set_aside_code;
exception when lock_not_available then
  null;
end;
$$;

revoke all on function daybook.set_day_aside(text, date, text) from public;
