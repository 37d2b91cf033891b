-- Takes Daybook back out of a database: its tables, functions, views, nightly job and records. The old table
-- `analytics_events` stays, or comes back from its archive, with its rows and rights.
--
-- WHAT IS LOST: owners, groups and shares, and every event that only Daybook has. With the dual write on, the old table has
-- all events. Take a backup.
--
--   psql "$DATABASE_URL" --single-transaction --set ON_ERROR_STOP=1 --file supabase/rollback/004_down.sql
--
-- Safe to run twice. Afterwards `npm run db:migrate` applies the migrations again, and `npm run legacy:import` fills them. A
-- test compares what remains with what was there before, and names whatever a later migration adds and this forgets.

do $$
declare
  name text;
  signature regprocedure;
begin
  if to_regprocedure('public.analytics_restore_legacy_events()') is not null then
    perform public.analytics_restore_legacy_events();
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

  drop view if exists daybook.scope_totals, daybook.daily_targets, daybook.daily_pages;

  -- A partitioned table goes with its partitions.
  foreach name in array array[
        'analytics_clicks', 'analytics_daily_click_targets', 'analytics_daily_contact_stats',
        'analytics_daily_dimension_stats', 'analytics_daily_group_stats', 'analytics_daily_ingest_stats',
        'analytics_daily_page_stats', 'analytics_daily_scope_pages', 'analytics_daily_scope_targets', 'analytics_daily_revisions', 'analytics_daily_user_stats', 'analytics_days',
        'analytics_dirty_days', 'analytics_ingest_log', 'analytics_legacy_archives', 'analytics_legacy_comparisons',
        'analytics_legacy_dual_write',
        'analytics_legacy_mapping', 'analytics_legacy_rows', 'analytics_page_views', 'analytics_sessions',
        'analytics_share_previews', 'analytics_verifications', 'analytics_visitor_salts', 'analytics_shares',
        'analytics_groups', 'analytics_members', 'analytics_owner_time_zones', 'analytics_owners'
  ] loop
    execute format('drop table if exists public.%I', name);
  end loop;

  for signature in
    select p.oid::regprocedure
    from pg_catalog.pg_proc p
    where p.pronamespace = to_regnamespace('daybook')
    union all
    select p.oid::regprocedure
    from pg_catalog.pg_proc p
    where p.pronamespace = 'public'::regnamespace
      and p.proname = any (array[
        'aggregate_analytics_daily', 'analytics_apply_retention', 'analytics_archive_group',
        'analytics_archive_legacy_events', 'analytics_check_legacy_table', 'analytics_preview_legacy_import',
        'analytics_start_dual_write', 'analytics_archive_share', 'analytics_change_share',
        'analytics_clear_owner_exclusions', 'analytics_compare_legacy_metrics', 'analytics_contact',
        'analytics_create_owner', 'analytics_create_share', 'analytics_dashboard', 'analytics_delete_owner', 'analytics_doctor',
        'analytics_doctor_data', 'analytics_exclude_owner_address', 'analytics_finish_legacy_import',
        'analytics_import_legacy_events', 'analytics_import_legacy_step', 'analytics_import_shares',
        'analytics_ingest_events', 'analytics_ingest_events_with_legacy', 'analytics_ingest_owner',
        'analytics_legacy_comparison', 'analytics_legacy_import_report', 'analytics_member_codes', 'analytics_member_role',
        'analytics_owner_data', 'analytics_owner_export', 'analytics_owner_settings', 'analytics_owner_shares',
        'analytics_owner_volume', 'analytics_plan_legacy_import', 'analytics_rebuild_owner_day',
        'analytics_record_share_preview', 'analytics_refresh_days', 'analytics_register_group',
        'analytics_register_owner', 'analytics_register_share', 'analytics_restore_legacy_events', 'analytics_row',
        'analytics_save_group', 'analytics_set_legacy_mapping', 'analytics_set_owner_allowed_origins',
        'analytics_set_owner_card', 'analytics_set_owner_retention', 'analytics_set_owner_time_zone',
        'analytics_undo_legacy_import', 'analytics_verify', 'analytics_verify_sample', 'analytics_visitor_salt',
        'backfill_aggregates', 'cleanup_old_raw_events'
      ])
  loop
    execute format('drop routine %s', signature);
  end loop;

  foreach name in array array['question', 'live_row', 'counted_row', 'legacy_day'] loop
    execute format('drop type if exists daybook.%I', name);
  end loop;
  drop table if exists daybook.migrations, daybook.time_zones;
  drop schema if exists daybook;
  -- What INGEST_LIMITS=postgres makes by itself.
  drop table if exists daybook_limits.rate_limits;
  drop schema if exists daybook_limits;

  if to_regclass('supabase_migrations.schema_migrations') is not null then
    delete from supabase_migrations.schema_migrations m
    where m.name ~ '^(004_)?analytics_scalable_schema$|^(005_)?member_functions$|^(006_)?legacy_analytics$';
  end if;
end;
$$;
