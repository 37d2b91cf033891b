-- How much the database holds of an owner, as one JSON value: rows and about how many bytes (the average of up to 1,000
-- of the owner's own rows in each table, without indexes). Nothing of it depends on other owners. For members. Raw
-- rows come from the bookkeeping of rebuilt days; only those of dirty days are counted.
create function daybook.analytics_owner_volume(p_user_code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
as $$
declare
  tables jsonb := '[]'::jsonb;
  name text;
  held bigint;
  width numeric;
begin
  perform daybook.require_member(p_user_code);

  select
    coalesce((
      select sum(d.raw_events)
      from public.analytics_days d
      where d.user_code = p_user_code and d.purged_at is null
        and not exists (select 1 from public.analytics_dirty_days m where m.user_code = p_user_code and m.date = d.date)
    ), 0)
    + coalesce((
      select sum(daybook.raw_rows(p_user_code, m.date))
      from (select distinct m.date from public.analytics_dirty_days m where m.user_code = p_user_code) as m
    ), 0)
  into held;
  select avg(pg_column_size(v.*))
  into width
  from (select * from public.analytics_page_views r where r.user_code = p_user_code limit 1000) as v;
  tables := tables || jsonb_build_object('table', 'raw', 'rows', held, 'bytes', round(held * coalesce(width, 0)));

  foreach name in array array[
    'analytics_daily_user_stats', 'analytics_daily_group_stats', 'analytics_daily_contact_stats',
    'analytics_daily_click_targets', 'analytics_daily_page_stats', 'analytics_daily_breakdowns',
    'analytics_daily_ingest_stats', 'analytics_daily_revisions', 'analytics_verifications', 'analytics_share_previews'
  ] loop
    execute format('select count(*) from public.%I t where t.user_code = $1', name) into held using p_user_code;
    execute format(
      'select avg(pg_column_size(s.*)) from (select * from public.%I t where t.user_code = $1 limit 1000) as s', name
    ) into width using p_user_code;
    tables := tables || jsonb_build_object('table', name, 'rows', held, 'bytes', round(held * coalesce(width, 0)));
  end loop;
  return jsonb_build_object('tables', tables);
end;
$$;

revoke all on function daybook.analytics_owner_volume(text) from public;
grant execute on function daybook.analytics_owner_volume(text) to authenticated;
alter function daybook.analytics_owner_volume(text) set schema public;
