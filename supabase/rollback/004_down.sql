-- Takes migrations 004 and later back: Daybook's raw and daily tables, functions, views and nightly job. The old table
-- `analytics_events` stays, or comes back from its archive, with its rows and rights; owners, groups and shares stay.
--
-- WHAT IS LOST: every event that only Daybook has. With the dual write on, the old table has them all. Take a backup.
--
--   psql "$DATABASE_URL" --single-transaction --set ON_ERROR_STOP=1 --file supabase/rollback/004_down.sql
--
-- Safe to run twice. Afterwards `npm run db:migrate` applies 004 and later again, and `npm run legacy:import` fills it.
-- A test compares what remains with migrations 001 to 003 and names whatever a later migration adds and this forgets.

do $$
declare
  name text;
  signature regprocedure;
begin
  if to_regprocedure('public.restore_legacy_events()') is not null then
    perform public.restore_legacy_events();
  end if;

  begin
    if to_regclass('cron.job') is not null then
      perform cron.unschedule('aggregate-analytics-daily');
    end if;
  exception when others then
    raise notice 'the job aggregate-analytics-daily was not scheduled: %', sqlerrm;
  end;

  foreach name in array array[
    'analytics_health', 'analytics_summary', 'analytics_table_sizes'
  ] loop
    execute format('drop view if exists public.%I', name);
  end loop;

  -- A partitioned table goes with its partitions.
  foreach name in array array[
    'analytics_clicks', 'analytics_daily_click_targets', 'analytics_daily_contact_stats',
    'analytics_daily_dimension_stats', 'analytics_daily_group_stats', 'analytics_daily_ingest_stats',
    'analytics_daily_page_stats', 'analytics_daily_revisions', 'analytics_daily_user_stats', 'analytics_days',
    'analytics_dirty_days', 'analytics_ingest_log', 'analytics_legacy_archives', 'analytics_legacy_comparisons',
    'analytics_legacy_mapping', 'analytics_legacy_rows', 'analytics_page_views', 'analytics_sessions',
    'analytics_share_previews', 'analytics_verifications', 'analytics_visitor_salts'
  ] loop
    execute format('drop table if exists public.%I', name);
  end loop;

  for signature in
    select p.oid::regprocedure
    from pg_catalog.pg_proc p
    where p.pronamespace = 'public'::regnamespace
      and p.proname = any (array[
        'aggregate_analytics_daily', 'aggregate_analytics_nightly', 'analytics_accounting', 'analytics_contact',
        'analytics_count_day', 'analytics_daily_rows', 'analytics_dashboard', 'analytics_day_slices',
        'analytics_day_totals', 'analytics_doctor', 'analytics_doctor_data', 'analytics_live_day',
        'analytics_raw_rows', 'analytics_row', 'analytics_totals', 'archive_group', 'archive_legacy_events', 'archive_share',
        'apply_analytics_retention', 'backfill_aggregates', 'change_share', 'claim_legacy_days', 'cleanup_old_raw_events',
        'clear_owner_exclusions', 'compare_legacy_metrics', 'create_share', 'ensure_analytics_partitions',
        'exclude_owner_address', 'finish_legacy_import', 'fold_ingest_log', 'import_legacy_events',
        'import_legacy_sessions', 'import_legacy_step', 'import_shares', 'ingest_events',
        'ingest_events_with_legacy', 'ingest_owner', 'legacy_comparison', 'legacy_checksum', 'legacy_column', 'legacy_field',
        'legacy_import_report', 'legacy_object', 'legacy_rights', 'legacy_rows', 'legacy_time',
        'mark_legacy_days', 'owner_data', 'owner_export', 'owner_settings', 'owner_shares', 'owner_volume',
        'plan_legacy_import',
        'rebuild_analytics_day', 'rebuild_analytics_days', 'rebuild_owner_day', 'record_share_preview',
        'refresh_analytics_days', 'restore_legacy_events', 'save_group', 'set_legacy_mapping',
        'set_owner_allowed_origins', 'set_owner_card', 'set_owner_retention', 'undo_legacy_import',
        'verify_analytics', 'verify_analytics_day', 'verify_analytics_sample', 'visitor_salt'
      ])
  loop
    execute format('drop routine %s', signature);
  end loop;

  foreach name in array array[
    'analytics_row', 'legacy_day'
  ] loop
    execute format('drop type if exists public.%I', name);
  end loop;

  alter table public.owners drop column if exists retention_days;

  if to_regclass('supabase_migrations.schema_migrations') is not null then
    delete from supabase_migrations.schema_migrations m where m.version ~ '^0' and m.version >= '004';
  end if;
end;
$$;
