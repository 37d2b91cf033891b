-- Removes accounting, outages, verifications and notes of who did what of days more than 400 and more than p_days ago (null: of owners with
-- a retention, more than theirs). Returns how many rows of accounting that were.
create function daybook.prune_accounting(p_days integer, p_user_code text) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  removed bigint;
begin
  delete from public.analytics_daily_ingest_stats s
  using public.analytics_owners o
  where o.user_code = s.user_code
    and s.date < current_date - greatest(coalesce(p_days, o.retention_days), 400)
    and (p_days is not null or o.retention_days is not null)
    and (p_user_code is null or s.user_code = p_user_code);
  get diagnostics removed = row_count;
  delete from public.analytics_verifications v
  using public.analytics_owners o
  where o.user_code = v.user_code
    and v.date < current_date - greatest(coalesce(p_days, o.retention_days), 400)
    and (p_days is not null or o.retention_days is not null)
    and (p_user_code is null or v.user_code = p_user_code);
  delete from public.analytics_audit a
  using public.analytics_owners o
  where o.user_code = a.user_code
    and a.at < (current_date - greatest(coalesce(p_days, o.retention_days), 400))::timestamp at time zone 'UTC'
    and (p_days is not null or o.retention_days is not null)
    and (p_user_code is null or a.user_code = p_user_code);
  delete from public.analytics_ingest_outages i
  using public.analytics_owners o
  where o.user_code = i.user_code
    and i.ended_at < (current_date - greatest(coalesce(p_days, o.retention_days), 400))::timestamp at time zone 'UTC'
    and (p_days is not null or o.retention_days is not null)
    and (p_user_code is null or i.user_code = p_user_code);
  return removed;
end;
$$;

revoke all on function daybook.prune_accounting(integer, text) from public;
