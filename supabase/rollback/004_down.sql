-- Takes Daybook back out of a database: its tables, functions, views, nightly job and records. The old table
-- `analytics_events` stays, or comes back from its archive, with its rows and rights.
--
-- WHAT IS LOST: owners, groups and shares, and every event that only Daybook has. With the dual write on, the old table has
-- all events. Take a backup.
--
--   psql "$DATABASE_URL" --single-transaction --set ON_ERROR_STOP=1 --file supabase/rollback/004_down.sql
--
-- Safe to run twice. Afterwards `npm run db:migrate` applies the migrations again, and `npm run legacy:import` fills them. A
-- test compares what remains with what was there before.
--
-- Built from supabase/schemas by `npm run db:build`, which holds its text.

do $$
<<removal>>
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
    'scope_totals', 'group_contacts', 'daily_targets', 'daily_pages', 'raw_values'
  ] loop
    execute format('drop view if exists daybook.%I', name);
  end loop;
  foreach name in array array[
    'analytics_daily_scope_targets', 'analytics_daily_scope_pages', 'analytics_daily_dimension_stats',
    'analytics_summary', 'analytics_table_sizes', 'analytics_health'
  ] loop
    execute format('drop view if exists public.%I', name);
  end loop;
  -- A table does not go before the functions that take or return rows of it.
  for signature in
    select distinct d.objid::regprocedure
    from pg_catalog.pg_depend d
    join pg_catalog.pg_proc p on p.oid = d.objid
    join pg_catalog.pg_type t on t.oid = d.refobjid
    join pg_catalog.pg_class c on t.oid in (c.reltype, (select r.typarray from pg_catalog.pg_type r where r.oid = c.reltype))
    where d.classid = 'pg_catalog.pg_proc'::regclass
      and d.refclassid = 'pg_catalog.pg_type'::regclass
      and p.pronamespace = to_regnamespace('daybook')
      and c.relkind in ('r', 'p')
  loop
    execute format('drop routine %s', signature);
  end loop;
  -- A partitioned table goes with its partitions.
  foreach name in array array[
    'analytics_legacy_dual_write', 'analytics_legacy_archives', 'analytics_legacy_comparisons', 'analytics_legacy_rows',
    'analytics_legacy_mapping', 'analytics_link_opens', 'analytics_links', 'analytics_card_pictures', 'analytics_cards',
    'analytics_api_keys', 'analytics_invitations', 'analytics_segments', 'analytics_ingest_outages',
    'analytics_annotations', 'analytics_erasures', 'analytics_operator_log', 'analytics_audit',
    'analytics_visitor_salts', 'analytics_ingest_log', 'analytics_verifications', 'analytics_daily_revisions',
    'analytics_days', 'analytics_dirty_days', 'analytics_daily_ingest_stats', 'analytics_daily_breakdowns',
    'analytics_daily_page_stats', 'analytics_daily_click_targets', 'analytics_daily_contact_stats',
    'analytics_daily_group_stats', 'analytics_daily_user_stats', 'analytics_clicks', 'analytics_clicks_default',
    'analytics_page_views', 'analytics_page_views_default', 'analytics_sessions', 'analytics_sessions_default',
    'analytics_share_previews', 'analytics_shares', 'analytics_groups', 'analytics_deletions', 'analytics_member_looks',
    'analytics_members', 'analytics_owner_time_zones', 'analytics_owners'
  ] loop
    execute format('drop table if exists public.%I', name);
  end loop;
  -- By their arguments: a function of the same name that takes others is somebody else's.
  for signature in
    select p.oid::regprocedure
    from pg_catalog.pg_proc p
    where p.pronamespace = to_regnamespace('daybook')
      or p.oid in (
        select to_regprocedure('public.' || f.signature)
        from unnest(array[
          'analytics_caller()', 'analytics_member_role(text)', 'analytics_member_codes()',
          'analytics_member_owners(text)', 'analytics_create_owner(text,text,text)',
          'analytics_register_owner(text,text,text,uuid)', 'analytics_set_owner_time_zone(text,text)',
          'analytics_register_group(text,text,text)', 'analytics_register_share(text,text,text,text)',
          'analytics_find_share(text,text)', 'analytics_record_share_preview(text,text,text)',
          'analytics_ingest_owner(text)', 'analytics_is_watched(text[])', 'analytics_visitor_salt(date)',
          'analytics_ingest_events(jsonb)', 'analytics_note_outage(text[],timestamptz,timestamptz)',
          'analytics_refresh_days(text)', 'analytics_rebuild_set_aside(interval,timestamptz)',
          'aggregate_analytics_daily(date,interval,boolean)', 'backfill_aggregates(timestamptz,timestamptz)',
          'analytics_dashboard(text,date,date,text,text,text,integer,boolean,jsonb)',
          'analytics_visit_receipt(text,uuid)', 'analytics_erase_visit(text,uuid)', 'analytics_verify(date,date,text)',
          'analytics_verify_sample(integer)', 'cleanup_old_raw_events(integer,text,interval)',
          'analytics_apply_retention(interval)', 'analytics_delete_owner(text,interval)',
          'analytics_finish_deletions(interval)', 'analytics_doctor()',
          'analytics_invite_member(text,text,text,text[],text[],integer)', 'analytics_withdraw_invitation(text,text)',
          'analytics_read_invitation(text,text)', 'analytics_accept_invitation(text,text)',
          'analytics_owner_people(text)', 'analytics_change_member(text,uuid,text,text[],text[])',
          'analytics_remove_member(text,uuid)', 'analytics_own_account()', 'analytics_end_own_session(uuid)',
          'analytics_leave_all_owners()', 'analytics_operator_remove_member(text,uuid)',
          'analytics_operator_set_retention(text,integer)', 'analytics_unclaimed_owners()',
          'analytics_claim_owner(text,integer,text)', 'analytics_owner_audit(text,jsonb,integer)',
          'analytics_note_export(text,text,text)', 'analytics_open_key(text,text,text)',
          'analytics_create_key(text,text,text[],timestamptz)', 'analytics_revoke_key(text,text)',
          'analytics_owner_keys(text)', 'analytics_leave_owner(text)', 'analytics_hand_over_owner(text,uuid)',
          'analytics_begin_deletion(text)', 'analytics_continue_deletion(text)',
          'analytics_save_card(text,text,jsonb,text)', 'analytics_owner_card(text)', 'analytics_find_card(text)',
          'analytics_card_picture(text,text)', 'analytics_owner_shares(text)', 'analytics_save_group(text,text,text)',
          'analytics_archive_group(text,text,boolean)', 'analytics_create_share(text,text,text,text)',
          'analytics_change_share(text,text,text,text)', 'analytics_archive_share(text,text,boolean)',
          'analytics_import_shares(text,jsonb,jsonb)', 'analytics_owner_settings(text)',
          'analytics_set_owner_card(text,text,text)', 'analytics_set_owner_allowed_origins(text,text[])',
          'analytics_set_owner_retention(text,integer)', 'analytics_exclude_owner_address(text,text,boolean)',
          'analytics_clear_owner_exclusions(text)', 'analytics_owner_data(text,date,date)',
          'analytics_owner_volume(text)', 'analytics_owner_export(text,text,date,date,text,jsonb,integer)',
          'analytics_rebuild_owner_day(text,date)', 'analytics_begin_erasure(text,text,date,date)',
          'analytics_continue_erasure(text,uuid,interval)', 'analytics_contact(text,text,date,date,text)',
          'analytics_dashboard_list(text,date,date,text,text,text,text,text,integer,jsonb)',
          'analytics_save_segment(text,text,jsonb)', 'analytics_delete_segment(text,text)',
          'analytics_journeys(text,date,date,text,text,jsonb)', 'analytics_member_cards(jsonb,text)',
          'analytics_save_annotation(text,uuid,date,text)', 'analytics_delete_annotation(text,uuid)',
          'analytics_dismiss_news(text)', 'analytics_live(text,text,text)',
          'analytics_key_dashboard(text,text,date,date,text,text,text,integer,jsonb)',
          'analytics_key_list(text,text,date,date,text,text,text,text,integer,jsonb)',
          'analytics_key_journeys(text,text,date,date,text,text,jsonb)',
          'analytics_key_codes(text,text,text,text,integer)', 'analytics_key_register_share(text,text,text,text,text)',
          'analytics_key_register_group(text,text,text,text)', 'analytics_find_link(text,text)',
          'analytics_link_dashboard(text,text,date,date,text,text,text,integer,jsonb)',
          'analytics_demo_dashboard(text,date,date,text,text,text,integer,jsonb)',
          'analytics_note_link_open(text,text)',
          'analytics_create_link(text,text,text,text,date,date,boolean,text,timestamptz,text[])',
          'analytics_revoke_link(text,text)', 'analytics_owner_links(text)', 'analytics_set_legacy_mapping(jsonb)',
          'analytics_preview_legacy_import(jsonb,timestamptz,timestamptz,integer,integer)',
          'analytics_plan_legacy_import(timestamptz,timestamptz,integer,boolean,jsonb)',
          'analytics_import_legacy_step(timestamptz,timestamptz,boolean,integer,integer)',
          'analytics_finish_legacy_import()', 'analytics_import_legacy_events(timestamptz,timestamptz,boolean)',
          'analytics_legacy_import_report(integer)', 'analytics_undo_legacy_import(interval)',
          'analytics_check_legacy_table(jsonb)', 'analytics_start_dual_write(jsonb)',
          'analytics_ingest_events_with_legacy(jsonb)',
          'analytics_compare_legacy_metrics(timestamptz,timestamptz,boolean)',
          'analytics_legacy_comparison(text,integer)', 'analytics_archive_legacy_events(text)',
          'analytics_restore_legacy_events()', 'analytics_doctor_data()'
        ]) as f(signature)
      )
  loop
    execute format('drop routine %s', signature);
  end loop;
  foreach name in array array[
    'legacy_day', 'card_day', 'card_sums', 'listed_card', 'journey_row', 'question', 'live_row', 'counted_slice',
    'counted_row', 'breakdown_value', 'sight'
  ] loop
    execute format('drop type if exists daybook.%I', name);
  end loop;
  foreach name in array array[
    'migrations', 'time_zones'
  ] loop
    execute format('drop table if exists daybook.%I', name);
  end loop;
  drop schema if exists daybook;

  -- What INGEST_LIMITS=postgres makes by itself.
  drop table if exists daybook_limits.rate_limits;
  drop schema if exists daybook_limits;

  if to_regclass('supabase_migrations.schema_migrations') is not null then
    foreach name in array array[
      '004_analytics_scalable_schema.sql', '005_member_functions.sql', '006_legacy_analytics.sql'
    ] loop
      delete from supabase_migrations.schema_migrations m
      where right('_' || m.version || '_' || m.name || '.sql', length(removal.name) + 1) = '_' || removal.name
        or exists (
          select from unnest(m.statements) as s(text)
          where strpos(s.text, format('insert into daybook.migrations (name) values (''%s'')', removal.name)) > 0
        );
    end loop;
  end if;
end;
$$;
