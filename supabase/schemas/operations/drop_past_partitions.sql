-- Drops the partitions of months that ended before p_cutoff and hold no row. Returns their names.
create function daybook.drop_past_partitions(p_cutoff date) returns text[]
language plpgsql
set search_path = ''
as $$
declare
  former_timeout text := current_setting('lock_timeout');
  past text[];
  name text;
  rows bigint;
  dropped text[] := '{}'::text[];
begin
  select array_agg(c.relname::text order by c.relname)
  into past
  from pg_catalog.pg_inherits i
  join pg_catalog.pg_class c on c.oid = i.inhrelid
  where i.inhparent in (
      'public.analytics_sessions'::regclass,
      'public.analytics_page_views'::regclass,
      'public.analytics_clicks'::regclass
    )
    and c.relname ~ '_[0-9]{4}_[0-9]{2}$'
    and (to_date(right(c.relname::text, 7), 'YYYY_MM') + interval '1 month')::date <= p_cutoff;

  -- Dropping a partition takes an exclusive lock of its parent. All three parents are locked at once, waiting for less than
  -- deadlock_timeout, so that a writer that holds one and wants another is never in a deadlock with this. If the locks
  -- cannot be had, the next run drops what this one could not.
  if past is not null then
    begin
      perform set_config('lock_timeout', '200ms', true);
      lock table public.analytics_sessions, public.analytics_page_views, public.analytics_clicks in access exclusive mode;
      foreach name in array past loop
        execute format('select count(*) from (select 1 from public.%I limit 1) as r', name) into rows;
        if rows = 0 then
          execute format('drop table public.%I', name);
          dropped := dropped || name;
        end if;
      end loop;
      perform set_config('lock_timeout', former_timeout, true);
    exception when lock_not_available then
      dropped := '{}'::text[];
    end;
  end if;
  return dropped;
end;
$$;

revoke all on function daybook.drop_past_partitions(date) from public;
