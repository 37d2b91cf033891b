-- Brings the daily rows of an owner's dirty days up to date, so that only little is left to be counted live. Costs what
-- has changed, not what the day holds. Passes over days that another rebuild is at work on, and those that were too big
-- for a statement. Called by ingest now and then. Returns the number of days brought up to date.
create function daybook.analytics_refresh_days(p_user_code text) returns integer
language plpgsql security definer
set search_path = ''
set enable_seqscan = off
as $$
declare
  dirty date;
  refreshed integer := 0;
begin
  for dirty in
    select distinct m.date
    from public.analytics_dirty_days m
    where m.user_code = p_user_code
      and not exists (
        select 1
        from public.analytics_days d
        where d.user_code = p_user_code and d.date = m.date and d.set_aside_code = '57014'
      )
    order by m.date
  loop
    perform 1
    from public.analytics_days d
    where d.user_code = p_user_code and d.date = dirty
    for update skip locked;
    if not found and exists (
      select 1 from public.analytics_days d where d.user_code = p_user_code and d.date = dirty
    ) then
      continue;
    end if;
    perform daybook.rebuild_day(p_user_code, dirty, p_quickly => true);
    refreshed := refreshed + 1;
  end loop;
  return refreshed;
end;
$$;

revoke all on function daybook.analytics_refresh_days(text) from public;
grant execute on function daybook.analytics_refresh_days(text) to service_role;
alter function daybook.analytics_refresh_days(text) set schema public;
