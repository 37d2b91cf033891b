-- Makes claimed days dirty. One that has daily rows already is counted anew at once instead, which keeps its former totals
-- as a revision: a mark without visitors would not tell the live count what has changed.
create function daybook.mark_legacy_days(p_days daybook.legacy_day[], p_reason text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  flush uuid := gen_random_uuid();
  today daybook.legacy_day;
begin
  insert into public.analytics_dirty_days (user_code, date, flush_id)
  select t.user_code, t.date, flush
  from public.analytics_days t
  join unnest(p_days) as d on d.user_code = t.user_code and d.date = t.date
  where t.computed_at is null
  order by t.user_code, t.date;
  for today in
    select t.user_code, t.date
    from public.analytics_days t
    join unnest(p_days) as d on d.user_code = t.user_code and d.date = t.date
    where t.computed_at is not null
    order by t.user_code, t.date
  loop
    perform daybook.rebuild_day(today.user_code, today.date, p_reason => p_reason);
  end loop;
end;
$$;

revoke all on function daybook.mark_legacy_days(daybook.legacy_day[], text) from public;
