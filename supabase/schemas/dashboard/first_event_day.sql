-- The first day with events of an owner, rolled up or not; null: there is none.
create function daybook.first_event_day(p_user_code text) returns date
language plpgsql stable
set search_path = ''
as $$
begin
  return least(
    (select min(d.date) from public.analytics_days d where d.user_code = p_user_code and d.raw_events > 0),
    (select min(m.date) from public.analytics_dirty_days m where m.user_code = p_user_code)
  );
end;
$$;

revoke all on function daybook.first_event_day(text) from public;
