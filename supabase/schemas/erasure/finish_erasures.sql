-- The nightly run's part: goes on with erasures that were asked for and not finished, until p_budget is used up, and forgets those
-- that browsers can send nothing of any more. Returns { open, events }: how many are not finished, and what was erased.
create function daybook.finish_erasures(p_budget interval) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  started timestamptz := clock_timestamp();
  waiting record;
  step jsonb;
  open bigint := 0;
  erased bigint := 0;
begin
  delete from public.analytics_erasures e
  where e.done_at < now() - interval '9 days'
    or e.kind = 'visit' and e.asked_at < now() - interval '9 days';
  for waiting in
    select e.user_code, e.erasure_id, e.events
    from public.analytics_erasures e
    where e.kind = 'days' and e.done_at is null
    order by e.asked_at
  loop
    open := open + 1;
    continue when clock_timestamp() - started > p_budget;
    begin
      step := daybook.erase_days(waiting.user_code, waiting.erasure_id, p_budget);
      erased := erased + (step ->> 'events')::bigint - waiting.events;
      if (step ->> 'done')::boolean then
        open := open - 1;
      end if;
    exception when others then
      raise warning 'an erasure of owner % could not go on: %', waiting.user_code, sqlerrm;
    end;
  end loop;
  return jsonb_build_object('open', open, 'events', erased);
end;
$$;

revoke all on function daybook.finish_erasures(interval) from public;
