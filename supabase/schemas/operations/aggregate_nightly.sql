-- The whole nightly run for schedulers inside the database: `call daybook.aggregate_nightly()`. Commits every few seconds, so
-- that no other job waits for it, and ends by applying retention and verifying a sample. Fails at its end when days failed
-- and none could be rebuilt, so that the scheduler's log says so. A procedure that commits cannot fix its search path; every
-- name in it is spelled out.
create procedure daybook.aggregate_nightly()
language plpgsql
as $$
declare
  answer jsonb;
  rebuilt integer := 0;
begin
  loop
    answer := public.aggregate_analytics_daily(p_budget => interval '2 seconds');
    commit;
    rebuilt := rebuilt + (answer ->> 'days')::integer;
    exit when (answer ->> 'remaining')::integer = 0 or (answer ->> 'days')::integer = 0;
  end loop;
  perform public.analytics_apply_retention();
  commit;
  perform public.analytics_verify_sample();
  commit;
  if rebuilt = 0 and jsonb_array_length(answer -> 'failed') > 0 then
    raise exception 'no day could be rebuilt: %', answer #>> '{failed,0,message}';
  end if;
end;
$$;

revoke all on procedure daybook.aggregate_nightly() from public;
