-- The nightly run from inside the database, where the extension can be had. Vercel Cron or the GitHub workflow do the
-- same; any mix of them is safe.
do $$
begin
  if not exists (select 1 from pg_catalog.pg_available_extensions e where e.name = 'pg_cron') then
    raise notice 'pg_cron is not available here: the nightly run needs Vercel Cron or the GitHub workflow';
    return;
  end if;
  create extension if not exists pg_cron;
  perform cron.schedule('aggregate-analytics-daily', '0 2 * * *', 'call daybook.aggregate_nightly()');
exception when others then
  raise notice 'pg_cron could not be set up (%): the nightly run needs Vercel Cron or the GitHub workflow', sqlerrm;
end;
$$;
