-- Copies rows of the old table that the archive lacks, until p_budget is used up. The copy has columns and rows alone.
-- Returns how many rows it copied, or null when the budget ended it. 42P07: the archive's name is somebody else's table's.
create function daybook.copy_legacy_rows(p_id_column text, p_budget interval) returns bigint
language plpgsql security definer
set search_path = ''
as $$
declare
  sign text := 'Daybook''s copy of analytics_events';
  started timestamptz := clock_timestamp();
  copied bigint := 0;
  batch bigint;
begin
  if to_regclass('public.analytics_events_archive') is null then
    create table public.analytics_events_archive (like public.analytics_events);
    alter table public.analytics_events_archive enable row level security;
    revoke all on public.analytics_events_archive from anon, authenticated, service_role;
    grant select on public.analytics_events_archive to service_role;
    execute format('comment on table public.analytics_events_archive is %L', sign);
  elsif obj_description('public.analytics_events_archive'::regclass) is distinct from sign then
    raise exception 'analytics_events_archive is a table of somebody else: rename it first' using errcode = '42P07';
  end if;
  loop
    execute format(
      'insert into public.analytics_events_archive
       select e.*
       from public.analytics_events e
       where not exists (select 1 from public.analytics_events_archive a where a.%1$I = e.%1$I)
       limit 50000',
      p_id_column
    );
    get diagnostics batch = row_count;
    copied := copied + batch;
    if batch < 50000 then
      return copied;
    elsif clock_timestamp() - started > p_budget then
      return null;
    end if;
  end loop;
end;
$$;

revoke all on function daybook.copy_legacy_rows(text, interval) from public;
