-- Deletes raw events older than p_days days, of one owner or of all: never of a day that has not been aggregated, nor of
-- one in which a session of a day that stays goes on. Months that are gone as a whole are dropped as partitions. The daily
-- rows stay; a purged day is never rebuilt. Also removes salts that are due, and accounting and verifications of more than
-- 400 days ago.
-- Returns { cutoff, salts, accounting, days, raw_events, partitions, kept_dirty }.
-- 22023: fewer than 8 days, since late events may still come.
create function daybook.cleanup_old_raw_events(p_days integer, p_user_code text default null) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  cutoff date := current_date - p_days;
  purged_days bigint := 0;
  removed bigint := 0;
  dropped text[];
  kept bigint;
  salts bigint;
  accounting bigint;
  doomed record;
begin
  if p_days is null or p_days < 8 then
    raise exception 'raw events are kept for at least 8 days: late ones may still come' using errcode = '22023';
  end if;

  for doomed in
    select d.user_code, d.date
    from public.analytics_days d
    where d.date < cutoff
      and (p_user_code is null or d.user_code = p_user_code)
      and d.purged_at is null
      and d.computed_at is not null
      and not exists (
        select 1
        from public.analytics_dirty_days m
        where m.user_code = d.user_code and m.date = d.date
      )
    -- The order in which days are rebuilt, or the two would deadlock.
    order by d.date, d.user_code
  loop
    -- Held from here on, and looked at again: it may have been purged or become dirty meanwhile.
    perform 1
    from public.analytics_days d
    where d.user_code = doomed.user_code and d.date = doomed.date and d.purged_at is null
    for update;
    continue when not found or exists (
      select 1
      from public.analytics_dirty_days m
      where m.user_code = doomed.user_code and m.date = doomed.date
    );
    -- A day that stays is still counted from what its sessions did after midnight.
    continue when daybook.day_before_needs(doomed.user_code, doomed.date);
    removed := removed + daybook.purge_day(doomed.user_code, doomed.date);
    purged_days := purged_days + 1;
  end loop;

  select count(*) into kept
  from (
    select distinct m.user_code, m.date
    from public.analytics_dirty_days m
    where m.date < cutoff and (p_user_code is null or m.user_code = p_user_code)
  ) as m;

  dropped := daybook.drop_past_partitions(cutoff);

  salts := daybook.purge_salts();
  delete from public.analytics_daily_ingest_stats s
  where s.date < least(cutoff, current_date - 400) and (p_user_code is null or s.user_code = p_user_code);
  get diagnostics accounting = row_count;
  delete from public.analytics_verifications v
  where v.date < least(cutoff, current_date - 400) and (p_user_code is null or v.user_code = p_user_code);

  return jsonb_build_object(
    'cutoff', cutoff,
    'salts', salts,
    'accounting', accounting,
    'days', purged_days,
    'raw_events', removed,
    'partitions', to_jsonb(dropped),
    'kept_dirty', kept
  );
end;
$$;

revoke all on function daybook.cleanup_old_raw_events(integer, text) from public;
grant execute on function daybook.cleanup_old_raw_events(integer, text) to service_role;
alter function daybook.cleanup_old_raw_events(integer, text) set schema public;
