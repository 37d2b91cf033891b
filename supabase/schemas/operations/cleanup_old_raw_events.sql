-- Deletes raw events older than p_days days, of one owner or of all, as purge_due_days says; then months that are gone as a
-- whole are dropped as partitions. The daily rows stay; a purged day is never rebuilt. Also removes the previews of that time,
-- salts that are due, and accounting and verifications of more than 400 days ago. p_budget bounds the time of one call, and
-- `remaining` says how many days are left for the next. What was deleted stands in the operators' log.
-- Returns { cutoff, salts, accounting, days, raw_events, remaining, failed, partitions, kept_dirty }.
-- 22023: fewer than 8 days, since late events may still come.
create function daybook.cleanup_old_raw_events(
  p_days integer,
  p_user_code text default null,
  p_budget interval default null
)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  cutoff date := current_date - p_days;
  purged jsonb;
  kept bigint;
begin
  if p_days is null or p_days < 8 then
    raise exception 'raw events are kept for at least 8 days: late ones may still come' using errcode = '22023';
  end if;
  purged := daybook.purge_due_days(p_days, p_user_code, p_budget);
  select count(*) into kept
  from (
    select distinct m.user_code, m.date
    from public.analytics_dirty_days m
    where m.date < cutoff and (p_user_code is null or m.user_code = p_user_code)
  ) as m;
  perform daybook.prune_previews(p_days, p_user_code);
  if (purged ->> 'raw_events')::bigint > 0 then
    perform daybook.log_operation(coalesce(p_user_code, ''), 'events_purged', jsonb_build_object(
      'before', cutoff, 'days', purged -> 'days', 'raw_events', purged -> 'raw_events'
    ));
  end if;
  return purged || jsonb_build_object(
    'cutoff', cutoff,
    'salts', daybook.purge_salts(),
    'accounting', daybook.prune_accounting(p_days, p_user_code),
    'partitions', to_jsonb(daybook.drop_past_partitions(cutoff)),
    'kept_dirty', kept
  );
end;
$$;

revoke all on function daybook.cleanup_old_raw_events(integer, text, interval) from public;
grant execute on function daybook.cleanup_old_raw_events(integer, text, interval) to service_role;
alter function daybook.cleanup_old_raw_events(integer, text, interval) set schema public;
