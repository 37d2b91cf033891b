-- rebuild_small_days for a set of which some may fail: its halves are tried then, and their halves, until what fails stands alone and is
-- left out. A set that another rebuild keeps waiting longer than the lock's time is left out whole.
create function daybook.rebuild_set(p_user_codes text[], p_date date)
returns table (user_code text, daily_rows bigint, raw_events bigint)
language plpgsql security definer
set search_path = ''
as $$
declare
  half integer := cardinality(p_user_codes) / 2;
begin
  begin
    return query select r.* from daybook.rebuild_small_days(p_user_codes, p_date) as r;
    return;
  exception
    when lock_not_available then
      return;
    when others then
      if half = 0 then
        return;
      end if;
  end;
  return query select r.* from daybook.rebuild_set(p_user_codes[:half], p_date) as r;
  return query select r.* from daybook.rebuild_set(p_user_codes[half + 1:], p_date) as r;
end;
$$;

revoke all on function daybook.rebuild_set(text[], date) from public;
