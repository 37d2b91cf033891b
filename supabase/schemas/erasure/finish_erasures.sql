-- The nightly run's part: goes on with erasures that were asked for and not finished, until p_budget is used up, and forgets those
-- that browsers can send nothing of any more.
create function daybook.finish_erasures(p_budget interval) returns void
language plpgsql
set search_path = ''
as $$
declare
  started timestamptz := clock_timestamp();
  open record;
begin
  delete from public.analytics_erasures e
  where e.done_at < now() - interval '9 days'
    or e.kind = 'visit' and e.asked_at < now() - interval '9 days';
  for open in
    select e.user_code, e.erasure_id
    from public.analytics_erasures e
    where e.kind = 'days' and e.done_at is null
    order by e.asked_at
  loop
    exit when clock_timestamp() - started > p_budget;
    begin
      perform daybook.erase_days(open.user_code, open.erasure_id, p_budget);
    exception when others then
      raise warning 'an erasure of owner % could not go on: %', open.user_code, sqlerrm;
    end;
  end loop;
end;
$$;

revoke all on function daybook.finish_erasures(interval) from public;
