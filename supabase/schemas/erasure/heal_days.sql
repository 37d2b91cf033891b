-- Rebuilds the days up to p_until (null: all) that an erasure has marked. A day that retention or a loss has taken raw events from
-- keeps its rows, and its other marks. One that a statement has no time for, or that fails, stays marked and is counted live until
-- the nightly run has it.
create function daybook.heal_days(p_user_code text, p_mark uuid, p_until date default null) returns void
language plpgsql
set search_path = ''
as $$
declare
  marked date;
begin
  for marked in
    select m.date
    from public.analytics_dirty_days m
    where m.user_code = p_user_code and m.flush_id = p_mark and (p_until is null or m.date <= p_until)
    order by m.date
  loop
    begin
      if daybook.rebuild_day(p_user_code, marked) ? 'missing' then
        delete from public.analytics_dirty_days m
        where m.user_code = p_user_code and m.date = marked and m.flush_id = p_mark;
      end if;
    exception when query_canceled or others then
      raise warning 'day % of owner % could not be rebuilt: %', marked, p_user_code, sqlerrm;
      perform daybook.set_day_aside(p_user_code, marked, sqlstate);
    end;
  end loop;
end;
$$;

revoke all on function daybook.heal_days(text, uuid, date) from public;
