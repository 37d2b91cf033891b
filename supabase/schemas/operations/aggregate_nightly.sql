-- The whole nightly run for schedulers inside the database: `call aggregate_nightly()`. Commits every few
-- seconds, so that no other job waits for it, and ends by applying retention and verifying a sample. A procedure that
-- commits cannot fix its search path; every name in it is spelled out.
create procedure daybook.aggregate_nightly()
language plpgsql
as $$
declare
  answer jsonb;
begin
  loop
    answer := public.aggregate_analytics_daily(p_budget => interval '2 seconds');
    commit;
    exit when (answer ->> 'remaining')::integer = 0 or (answer ->> 'days')::integer = 0;
  end loop;
  perform public.analytics_apply_retention();
  commit;
  perform public.analytics_verify_sample();
end;
$$;

revoke all on procedure daybook.aggregate_nightly() from public;
