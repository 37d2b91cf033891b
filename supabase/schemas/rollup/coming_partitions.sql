-- The partitions of this month, the next three and of every month that has rows in a default partition. Whoever writes or reads
-- these for long is not waited for, nor do writers wait long for this: the next run makes what this one could not.
create function daybook.coming_partitions() returns void
language plpgsql security definer
set search_path = ''
set lock_timeout = '500ms'
as $$
begin
  perform daybook.ensure_partitions(m.month)
  from (
    select (current_date + make_interval(months => ahead))::date as month
    from generate_series(0, 3) as ahead
    union
    select d.date from public.analytics_sessions_default d
    union
    select d.date from public.analytics_page_views_default d
    union
    select d.date from public.analytics_clicks_default d
  ) as m;
exception when lock_not_available then
  raise warning 'partitions could not be made now: %', sqlerrm;
end;
$$;

revoke all on function daybook.coming_partitions() from public;
