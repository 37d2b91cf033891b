-- Daybook's analytics: owners and shares, raw tables, daily tables, and the functions between them.
--
-- Stands alone: events, roll-up, retention, monitoring and what a member reads need nothing else. Every table's primary
-- key begins with user_code, every join and write stays inside one owner. Functions that read for a member run as definer,
-- check membership first, and are granted to the one role that needs them. `analytics_events`, the table of the old
-- system, is not touched.
--
-- Everything is made in the schema `daybook`, which no role of the API may look into, and moves to `public` once its rights
-- stand: wherever this file is stopped, nothing is open. What no role calls stays in `daybook`.
--
-- Built from supabase/schemas by `npm run db:build`; change it there.
--
-- Contents
--   owners: Owners, the history of their time zones, and the members who may see them
--       daybook, time_zones, caller, analytics_caller, analytics_member_role, analytics_member_codes, analytics_owners,
--       analytics_owner_time_zones, analytics_members, analytics_member_looks, sight, whole_sight, sees, require_seen,
--       require_sight, analytics_member_owners, day_at, owner_today, require_member, analytics_deletions, first_table_of,
--       require_free_code, analytics_create_owner, analytics_register_owner, switch_time_zone,
--       analytics_set_owner_time_zone
--   shares: Groups and shares: what an owner hands out, and to whom
--       analytics_groups, analytics_shares, analytics_register_group, analytics_register_share, meant_share,
--       analytics_find_share, analytics_share_previews, analytics_record_share_preview, prune_previews
--   raw: Events as they came, by month
--       analytics_sessions, analytics_page_views, analytics_clicks, ensure_partitions, first_partitions
--   daily: Totals per owner and day
--       analytics_daily_user_stats, analytics_daily_group_stats, analytics_daily_contact_stats,
--       analytics_daily_click_targets, analytics_daily_page_stats, breakdown_value, analytics_daily_breakdowns,
--       analytics_daily_scope_targets, analytics_daily_scope_pages, analytics_daily_dimension_stats,
--       analytics_daily_ingest_stats
--   bookkeeping: Which days are dirty, what was rebuilt, found and revised; accounting; salts; who did what
--       analytics_dirty_days, analytics_days, analytics_daily_revisions, analytics_verifications, analytics_ingest_log,
--       analytics_visitor_salts, analytics_audit, note_act, note_operation, analytics_operator_log, log_operation,
--       token_hash, erased_visit, analytics_erasures, analytics_annotations, analytics_ingest_outages
--   ingest: From a flush to stored rows
--       analytics_ingest_owner, analytics_is_watched, purge_salts, analytics_visitor_salt, owner_zones, stored_sessions,
--       stored_shares, resolved_shares, is_erased, analytics_ingest_events, analytics_note_outage
--   counting: The one definition of every number, and what is read of it for clean and for dirty days
--       counted_row, counted_slice, live_row, totals, scope_totals, group_contacts, daily_targets, daily_pages,
--       raw_events, raw_rows, visitors_events, raw_values, value_limit, crowded_values, sessions_by_id, count_days,
--       count_day, slices_of, day_slices, daily_rows, live_day, live_rows
--   rollup: From dirty days to daily rows
--       drop_breakdowns, store_days, events_by_id, lost_rows, days_totals, note_revisions, why_rebuilt, rebuild_day,
--       small_days, hold_days, rebuild_small_days, rebuild_set, analytics_refresh_days, set_day_aside, days_set_aside,
--       rebuild_days, analytics_rebuild_set_aside, coming_partitions, fold_ingest_log, has_day, rebuild_date,
--       aggregate_analytics_daily, backfill_aggregates
--   dashboard: One question, one answer
--       known_filters, require_seen_filters, question, require_known_filter, until_now, compared_until, raw_days,
--       rows_at_once, count_from_raw, first_event_day, dashboard_question, day_until, time_to_ask, asked_values,
--       filtered_visits, counts_next_day, filtered_part, filtered_rows, question_rows, days_between, question_days,
--       question_provenance, day_series, hours, top_targets, top_pages, top_dimensions, top_groups, top_contacts,
--       filter_options, analytics_segments, seen_segments, visitors_now, day_annotations, dashboard_answer,
--       seen_dashboard, note_look, note_member_look, news, analytics_dashboard
--   erasure: What visitors and owners erase: raw rows go, their days are counted anew, and nothing of it comes back
--       wait_for_flushes, visit_days, erase_visits, heal_days, visits_to_erase, erase_days, finish_erasures,
--       analytics_visit_receipt, analytics_erase_visit
--   operations: Verification, retention, monitoring and the nightly job
--       verify_day, analytics_verify, analytics_verify_sample, day_before_needs, purge_day, note_purge_failure,
--       purge_due_days, prune_accounting, prune_operator_log, drop_past_partitions, cleanup_old_raw_events,
--       analytics_apply_retention, analytics_delete_owner, analytics_finish_deletions, aggregate_nightly,
--       analytics_summary, analytics_table_sizes, analytics_health, analytics_doctor, nightly_schedule

begin;

-- Stops with one sentence, before anything is made, where this file cannot be applied. Where the tables of the numbers were
-- dropped, as the old documentation's way back does, what else is left of Daybook makes room: what people made (owners,
-- members, groups, shares) waits in temporary tables and comes back at the end.
do $$
declare
  is_done boolean := false;
  taken text;
  name text;
  signature regprocedure;
begin
  if to_regclass('daybook.migrations') is not null then
    is_done := exists (select from daybook.migrations m where m.name = '004_analytics_scalable_schema.sql');
  end if;
  if is_done
    and not exists (
      select
      from unnest(array['analytics_sessions', 'analytics_page_views', 'analytics_clicks', 'analytics_daily_user_stats']) as n(name)
      where to_regclass('public.' || n.name) is not null
    )
  then
    if to_regclass('public.analytics_legacy_archives') is not null then
      execute 'select string_agg(a.name, '', '') from public.analytics_legacy_archives a' into taken;
      if taken is not null then
        raise exception 'Nothing was changed: an archived old table waits here: run supabase/rollback/004_down.sql, which brings it back.';
      end if;
    end if;
    raise notice 'The tables of events and numbers were dropped here: they are made again, empty. Owners, members, groups and shares stay.';
    foreach name in array array['analytics_owners', 'analytics_owner_time_zones', 'analytics_members', 'analytics_groups', 'analytics_shares'] loop
      if to_regclass('public.' || name) is not null then
        execute format('create temporary table %I as select * from public.%I', 'kept_' || name, name);
      end if;
    end loop;
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
    is_done := false;
  end if;

  if is_done then
    raise exception 'Nothing was changed: 004_analytics_scalable_schema.sql is in this database already.'
      using hint = 'To let supabase db push pass it by, run npm run db:add with DATABASE_URL: it records what is there.';
  end if;
  if to_regnamespace('daybook') is not null then
    raise exception 'Nothing was changed: a part of 004_analytics_scalable_schema.sql is in this database: run supabase/rollback/004_down.sql first.';
  end if;


  select string_agg(n.name, ', ')
  into taken
  from unnest(array[
    'analytics_owners', 'analytics_owner_time_zones', 'analytics_members', 'analytics_member_looks',
    'analytics_deletions', 'analytics_groups', 'analytics_shares', 'analytics_share_previews',
    'analytics_sessions_default', 'analytics_sessions', 'analytics_page_views_default', 'analytics_page_views',
    'analytics_clicks_default', 'analytics_clicks', 'analytics_daily_user_stats', 'analytics_daily_group_stats',
    'analytics_daily_contact_stats', 'analytics_daily_click_targets', 'analytics_daily_page_stats',
    'analytics_daily_breakdowns', 'analytics_daily_scope_targets', 'analytics_daily_scope_pages',
    'analytics_daily_dimension_stats', 'analytics_daily_ingest_stats', 'analytics_dirty_days', 'analytics_days',
    'analytics_daily_revisions', 'analytics_verifications', 'analytics_ingest_log', 'analytics_visitor_salts',
    'analytics_audit', 'analytics_operator_log', 'analytics_erasures', 'analytics_annotations',
    'analytics_ingest_outages', 'analytics_segments', 'analytics_summary', 'analytics_table_sizes', 'analytics_health'
  ]) as n(name)
  where to_regclass('public.' || n.name) is not null;
  if taken is not null then
    raise exception 'Nothing was changed: these names of Daybook are taken in this database: %.', taken;
  end if;
end;
$$;


-- -------------------------------------------------------------------------------------------------------------- owners

-- What is ours and nobody's to call. No role of the API gets usage of it.
create schema daybook;

-- Which migrations are wholly in this database, whichever way they came: each writes its name here as its last statement.
-- Records of the Supabase CLI tell only what the CLI did.
create table daybook.migrations (
  name text primary key,
  applied_at timestamptz not null default now()
);
alter table daybook.migrations enable row level security;
revoke all on daybook.migrations from public, anon, authenticated, service_role;

-- The time zones that an owner's days may follow: names that this server and browsers know. Postgres by itself also takes
-- `AAA-167` and other rules in the manner of POSIX, at which a browser fails.
create table daybook.time_zones (
  name text not null primary key
);
alter table daybook.time_zones enable row level security;

insert into daybook.time_zones (name)
select n.name
from pg_catalog.pg_timezone_names n
where n.name !~ '^(posix|right)/'
  and n.name not in ('Factory', 'posixrules', 'localtime');

-- Who is calling: the id of a signed-in person, null for nobody. PT401, which the API answers as 401, where the session of the
-- token has ended: by a sign-out, by a new password, which ends the others, or with its account. The token alone would go on
-- opening everything until it expires, in an hour.
-- Everything that acts for a member asks here and nowhere else. A token that names no session is none of Supabase Auth's.
-- Where there is no auth.sessions, on a Postgres without Supabase Auth, a token is good until it expires.
create function daybook.caller() returns uuid
language plpgsql stable
set search_path = ''
as $$
declare
  caller uuid := auth.uid();
  session_id text := nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'session_id';
begin
  if caller is null or to_regclass('auth.sessions') is null then
    return caller;
  end if;
  if session_id ~ '^[0-9a-fA-F-]{36}$' then
    perform from auth.sessions s
    where s.id = session_id::uuid and s.user_id = caller and (s.not_after is null or s.not_after > now());
    if found then
      return caller;
    end if;
  end if;
  raise exception 'this session has ended: sign in again' using errcode = 'PT401';
end;
$$;

revoke all on function daybook.caller() from public;

-- The signed-in person, { user_id, email }, or null for nobody. PT401 where the session has ended. The address is the account's: a token
-- goes on naming the one before for up to an hour after it was changed, and is believed only where accounts cannot be read.
create function daybook.analytics_caller() returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
  address text := nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email';
begin
  if caller is not null and to_regclass('auth.users') is not null and has_table_privilege('auth.users', 'select') then
    select coalesce(u.email, address) into address from auth.users u where u.id = caller;
  end if;
  return case when caller is not null then jsonb_build_object('user_id', caller, 'email', coalesce(address, '')) end;
end;
$$;

revoke all on function daybook.analytics_caller() from public;
grant execute on function daybook.analytics_caller() to authenticated;
alter function daybook.analytics_caller() set schema public;

-- The caller's role with an owner, null for strangers. Definer, so that policies may ask without recursion.
create function daybook.analytics_member_role(p_user_code text) returns text
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
begin
  return (
    select m.role
    from public.analytics_members m
    where m.user_code = p_user_code
      and m.user_id = caller
  );
end;
$$;

revoke all on function daybook.analytics_member_role(text) from public;
grant execute on function daybook.analytics_member_role(text) to authenticated;
alter function daybook.analytics_member_role(text) set schema public;

-- The codes of the owners that the caller may see whole: a viewer of some groups or shares reads no table. Policies compare with its one answer: it runs once a statement, not once a
-- row. Definer, so that policies may ask without recursion.
create function daybook.analytics_member_codes() returns text[]
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
begin
  return (
    select coalesce(array_agg(m.user_code), '{}')
    from public.analytics_members m
    where m.user_id = caller and m.seen_groups is null and m.seen_shares is null
  );
end;
$$;

revoke all on function daybook.analytics_member_codes() from public;
grant execute on function daybook.analytics_member_codes() to authenticated;
alter function daybook.analytics_member_codes() set schema public;

-- A tenant: whose code the events carry. Its days follow one of daybook.time_zones.
create table daybook.analytics_owners (
  user_code          text        not null primary key
                     check (user_code ~ '^[a-z0-9]([a-z0-9_-]{0,38}[a-z0-9])?$'),
  name               text        not null check (length(name) between 1 and 120),
  time_zone          text        not null default 'UTC' references daybook.time_zones,
  card_url           text        check (card_url ~ '^https?://[^[:space:]/?#]+[^[:space:]]*$' and length(card_url) <= 500),
  -- Origins that may send events, `https://*.example.com` allowed; empty: any. Nothing else can stand here: a null or a list
  -- of lists would stop the owner's ingest, and what can be no origin would lock every site out. The pattern is that of
  -- lib/http/allowed-origins.ts.
  allowed_origins    text[]      not null default '{}' check (
    coalesce(array_ndims(allowed_origins), 1) = 1
    and cardinality(allowed_origins) <= 50
    and cardinality(string_to_array(array_to_string(allowed_origins, e'\n', e'\n'), e'\n')) = cardinality(allowed_origins)
    and array_to_string(allowed_origins, e'\n', e'\n')
      ~* '^((https?://)?(\*\.)?([^[:space:]:/*]+|\[[^][:space:]/]+\])(:([0-9]{1,5}|\*))?/?(\n(?=.)|$))*$'
  ),
  -- Keyed hashes of addresses whose visits are not counted.
  excluded_addresses text[]      not null default '{}' check (
    coalesce(array_ndims(excluded_addresses), 1) = 1
    and cardinality(excluded_addresses) <= 100
    and cardinality(string_to_array(array_to_string(excluded_addresses, e'\n', e'\n'), e'\n')) = cardinality(excluded_addresses)
    and array_to_string(excluded_addresses, e'\n', e'\n') ~ '^([0-9a-f]{64}(\n(?=.)|$))*$'
  ),
  -- For how many days raw events are kept after their day; null: until somebody removes them. Daily rows always stay.
  retention_days     integer     check (retention_days between 8 and 3660),
  created_at         timestamptz not null default now(),
  -- When a member last looked at the dashboard, to 20 seconds: what comes for this owner is written without waiting then.
  looked_at          timestamptz
);

alter table daybook.analytics_owners enable row level security;
grant select, insert, update, delete on daybook.analytics_owners to service_role;
grant select on daybook.analytics_owners to authenticated;
create policy members_read on daybook.analytics_owners for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_owners set schema public;

-- Which zone an owner's days followed, and when. The day of an event is a function of its time and this history, so it
-- comes out the same at every retry, whatever the owner changes in between.
create table daybook.analytics_owner_time_zones (
  user_code  text        not null references public.analytics_owners on delete cascade,
  valid_from timestamptz not null,
  valid_to   timestamptz not null default 'infinity',
  time_zone  text        not null references daybook.time_zones,
  primary key (user_code, valid_from),
  check (valid_from < valid_to)
);

alter table daybook.analytics_owner_time_zones enable row level security;
grant select, insert, update, delete on daybook.analytics_owner_time_zones to service_role;
grant select on daybook.analytics_owner_time_zones to authenticated;
create policy members_read on daybook.analytics_owner_time_zones for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_owner_time_zones set schema public;

-- Who may see an owner, in which role, and how much of it. A user of Supabase Auth each.
create table daybook.analytics_members (
  user_code  text        not null references public.analytics_owners on delete cascade,
  user_id    uuid        not null,
  role       text        not null check (role in ('owner', 'editor', 'viewer')),
  created_at timestamptz not null default now(),
  -- Both null: all of the owner. Else all that a viewer may see: these groups, and these shares. See daybook.sight.
  seen_groups text[],
  seen_shares text[],
  primary key (user_code, user_id),
  check (
    (seen_groups is null and seen_shares is null)
    or (
      role = 'viewer' and seen_groups is not null and seen_shares is not null
      and cardinality(seen_groups) + cardinality(seen_shares) between 1 and 200
      and array_position(seen_groups, null) is null and array_position(seen_shares, null) is null
    )
  )
);

create index analytics_members_user_id on daybook.analytics_members (user_id);

alter table daybook.analytics_members enable row level security;
grant select, insert, update, delete on daybook.analytics_members to service_role;
grant select on daybook.analytics_members to authenticated;
create policy members_read on daybook.analytics_members for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_members set schema public;

-- When each member last looked at an owner's dashboard: what is new to them is counted from there. Nobody reads it but the
-- functions that tell a member of their own looks.
create table daybook.analytics_member_looks (
  user_code text        not null,
  user_id   uuid        not null,
  -- The latest look, to the minute.
  seen_at   timestamptz not null,
  -- The last look before this visit, or when its news were dismissed; null: there was none.
  since_at  timestamptz,
  primary key (user_code, user_id),
  foreign key (user_code, user_id) references public.analytics_members (user_code, user_id) on delete cascade
);

alter table daybook.analytics_member_looks enable row level security;
grant select, insert, update, delete on daybook.analytics_member_looks to service_role;
alter table daybook.analytics_member_looks set schema public;

-- What somebody may see of an owner: a member, or whoever holds a link. Everything that answers with numbers, groups or shares takes
-- one and shows no more; `sees` says what lies in it.
create type daybook.sight as (
  user_code text,
  role      text,
  -- Both null: all of the owner. Else these groups, with the visits that came while a share was in them, and the shares that lie
  -- in them now; and these shares. A share is seen with its whole past.
  groups    text[],
  shares    text[],
  -- Whether contacts are named. Without names no share is listed or asked for by its code, either.
  names     boolean,
  -- Both null: all days. Else these days and all between them.
  from_date date,
  to_date   date
);

-- The sight of somebody who may see all of an owner and change nothing, such as the holder of a key. It asks nobody who they are.
create function daybook.whole_sight(p_user_code text) returns daybook.sight
language plpgsql immutable
set search_path = ''
as $$
declare
  sight daybook.sight;
begin
  sight.user_code := p_user_code;
  sight.role := 'viewer';
  sight.names := true;
  return sight;
end;
$$;

revoke all on function daybook.whole_sight(text) from public;

-- Whether a filter lies within a sight. p_group and p_contact: null for no filter, '' for visits without a group, or direct ones.
create function daybook.sees(p_sight daybook.sight, p_group text, p_contact text) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  if p_sight.groups is null and p_sight.shares is null then
    return p_sight.user_code is not null;
  end if;
  if p_contact is null then
    return coalesce(p_group = any (p_sight.groups), false);
  end if;
  return coalesce(p_group is null or p_group = any (p_sight.groups), false)
    and (
      coalesce(p_contact = any (p_sight.shares), false)
      or exists (
        select 1
        from public.analytics_shares s
        where s.user_code = p_sight.user_code and s.share_code = p_contact and s.group_code = any (p_sight.groups)
      )
    );
end;
$$;

revoke all on function daybook.sees(daybook.sight, text, text) from public;

-- Refuses, with 42501, what lies outside a sight. Whether it exists at all is not told.
create function daybook.require_seen(p_sight daybook.sight, p_group text, p_contact text) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if not daybook.sees(p_sight, p_group, p_contact) then
    raise exception 'you may not see this of this owner' using errcode = '42501';
  end if;
end;
$$;

revoke all on function daybook.require_seen(daybook.sight, text, text) from public;

-- What the caller may see of an owner; refuses whoever is no member, with 42501. The first line of every function that limited
-- viewers may call too: it must show no more than this sight, as a dashboard's question sees to by itself. All other functions
-- begin with require_member.
create function daybook.require_sight(p_user_code text) returns daybook.sight
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
  caller_role text := public.analytics_member_role(p_user_code);
  sight daybook.sight;
begin
  if caller_role is null then
    raise exception 'not a member of this owner' using errcode = '42501';
  end if;
  sight.user_code := p_user_code;
  sight.role := caller_role;
  sight.names := true;
  select m.seen_groups, m.seen_shares
  into strict sight.groups, sight.shares
  from public.analytics_members m
  where m.user_code = p_user_code and m.user_id = caller;
  return sight;
end;
$$;

revoke all on function daybook.require_sight(text) from public;

-- The owners that the caller may see, by name, or one of them: [{ user_code, name, time_zone, role, limited }]. `limited`: a viewer of
-- some groups or shares only. Whoever belongs to none gets an empty list.
create function daybook.analytics_member_owners(p_user_code text default null) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'user_code', o.user_code, 'name', o.name, 'time_zone', o.time_zone, 'role', m.role,
        'limited', m.seen_groups is not null
      ) order by lower(o.name), o.user_code
    ), '[]'::jsonb)
    from public.analytics_members m
    join public.analytics_owners o on o.user_code = m.user_code
    where m.user_id = caller
      and (p_user_code is null or m.user_code = p_user_code)
  );
end;
$$;

revoke all on function daybook.analytics_member_owners(text) from public;
grant execute on function daybook.analytics_member_owners(text) to authenticated;
alter function daybook.analytics_member_owners(text) set schema public;

-- The day of an owner that a moment belongs to, by the zone that its days followed then: as an event of that moment is
-- stored. Null for an unknown owner. The one clock of ingest, roll-up and every screen.
create function daybook.day_at(p_user_code text, p_moment timestamptz) returns date
language plpgsql stable
set search_path = ''
set enable_seqscan = off
as $$
begin
  return (
    select (p_moment at time zone coalesce(z.time_zone, o.time_zone))::date
    from public.analytics_owners o
    left join public.analytics_owner_time_zones z
      on z.user_code = o.user_code and p_moment >= z.valid_from and p_moment < z.valid_to
    where o.user_code = p_user_code
  );
end;
$$;

revoke all on function daybook.day_at(text, timestamptz) from public;

-- An owner's today, by the zone that its days follow now; null for an unknown owner.
create function daybook.owner_today(p_user_code text) returns date
language plpgsql stable
set search_path = ''
as $$
begin
  return daybook.day_at(p_user_code, now());
end;
$$;

revoke all on function daybook.owner_today(text) from public;

-- Refuses a caller who is no member, or a viewer of some groups or shares only, with 42501. The first line of every function that a
-- member may call, but for those that begin with require_sight.
create function daybook.require_member(p_user_code text, p_roles text[] default array['owner', 'editor', 'viewer'])
returns text
language plpgsql stable security definer
set search_path = ''
as $$
declare
  sight daybook.sight;
begin
  sight := daybook.require_sight(p_user_code);
  if sight.role <> all (p_roles) or sight.groups is not null or sight.shares is not null then
    raise exception 'not a member of this owner who may do this' using errcode = '42501';
  end if;
  return sight.role;
end;
$$;

revoke all on function daybook.require_member(text, text[]) from public;

-- The owners that are being deleted: who asked for it, and how far it is. While a row is here nobody gets the code. Kept apart from
-- analytics_owners, which goes first; whoever stops in the middle, the nightly run goes on.
create table daybook.analytics_deletions (
  user_code    text        not null primary key,
  name         text        not null,
  -- A user of Supabase Auth, who may watch it and go on with it.
  requested_by uuid        not null,
  requested_at timestamptz not null default now(),
  -- How many rows there were about, and how many are gone.
  rows         bigint      not null,
  removed      bigint      not null default 0
);

alter table daybook.analytics_deletions enable row level security;
grant select, insert, update, delete on daybook.analytics_deletions to service_role;
alter table daybook.analytics_deletions set schema public;

-- A table that holds events, numbers or notes under an owner code, whether or not the owner is there; null for none. Keys
-- begin with the code, so each look is one step into an index. p_with_old: also what is known of rows of the old table, which
-- may wait there for an owner that has not been made yet.
create function daybook.first_table_of(p_user_code text, p_with_old boolean default false) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  name text;
  is_held boolean;
begin
  foreach name in array case when p_with_old then array['analytics_legacy_rows', 'analytics_legacy_comparisons'] else '{}' end || array[
    'analytics_sessions', 'analytics_page_views', 'analytics_clicks', 'analytics_daily_user_stats',
    'analytics_daily_group_stats', 'analytics_daily_contact_stats', 'analytics_daily_click_targets',
    'analytics_daily_page_stats', 'analytics_daily_breakdowns', 'analytics_daily_ingest_stats',
    'analytics_dirty_days', 'analytics_days',
    'analytics_daily_revisions', 'analytics_verifications', 'analytics_ingest_log', 'analytics_share_previews'
  ] loop
    continue when to_regclass('public.' || name) is null;
    execute format('select exists (select from public.%I t where t.user_code = $1)', name) into is_held using p_user_code;
    if is_held then
      return name;
    end if;
  end loop;
  return null;
end;
$$;

revoke all on function daybook.first_table_of(text, boolean) from public;

-- Refuses, with 23505, to make an owner of a code whose former owner is being deleted, or has left rows under it.
create function daybook.require_free_code(p_user_code text) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if not exists (select from public.analytics_owners o where o.user_code = p_user_code)
    and (
      exists (select from public.analytics_deletions d where d.user_code = p_user_code)
      or daybook.first_table_of(p_user_code) is not null
    )
  then
    raise exception 'what a former owner left under the code % is still there: select analytics_delete_owner(''%'')',
      p_user_code, p_user_code
      using errcode = '23505';
  end if;
end;
$$;

revoke all on function daybook.require_free_code(text) from public;

-- Makes an owner with the caller as its first member. 23505: the code is taken, or rows of a former owner
-- are left under it; 22023: the input is not valid.
create function daybook.analytics_create_owner(p_user_code text, p_name text, p_time_zone text default 'UTC') returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
begin
  if caller is null then
    raise exception 'sign in first' using errcode = '42501';
  end if;
  if (select count(*) from public.analytics_members m where m.user_id = caller and m.role = 'owner') >= 500 then
    raise exception 'one account can have at most 500 owners' using errcode = '22023';
  end if;
  perform daybook.require_free_code(p_user_code);
  begin
    insert into public.analytics_owners (user_code, name, time_zone)
    values (p_user_code, btrim(p_name), p_time_zone);
  exception when check_violation or not_null_violation or foreign_key_violation then
    raise exception 'the owner code, name or time zone is not valid' using errcode = '22023';
  end;
  insert into public.analytics_owner_time_zones (user_code, valid_from, time_zone)
  values (p_user_code, '-infinity', p_time_zone);
  insert into public.analytics_members (user_code, user_id, role)
  values (p_user_code, caller, 'owner');
  perform daybook.note_act(p_user_code, 'owner_created', jsonb_build_object('name', btrim(p_name)));
  return jsonb_build_object('user_code', p_user_code);
end;
$$;

revoke all on function daybook.analytics_create_owner(text, text, text) from public;
grant execute on function daybook.analytics_create_owner(text, text, text) to authenticated;
alter function daybook.analytics_create_owner(text, text, text) set schema public;

-- Registers an owner that a host product knows, or brings it up to date: for triggers on the host's tables, and for one
-- `insert … select` over all of them. The code is stored trimmed and in lower case; an empty name is the code; no time zone
-- is UTC; a changed one holds from the owner's next day on. p_member: the Supabase user who may see it, as its owner. For
-- service_role. Idempotent. Returns the code as stored. 22023: the code, name or time zone is not valid;
-- 23505: rows of a former owner are left under the code.
create function daybook.analytics_register_owner(
  p_user_code text,
  p_name text default null,
  p_time_zone text default null,
  p_member uuid default null
)
returns text
language plpgsql security definer
set search_path = ''
as $$
declare
  code text := lower(btrim(p_user_code));
  shown_name text := coalesce(nullif(left(btrim(p_name), 120), ''), code);
  zone text := coalesce(nullif(btrim(p_time_zone), ''), 'UTC');
begin
  perform daybook.require_free_code(code);
  begin
    insert into public.analytics_owners (user_code, name, time_zone)
    values (code, shown_name, zone)
    on conflict (user_code) do nothing;
  exception when check_violation or not_null_violation or foreign_key_violation then
    raise exception 'the owner code %, its name or its time zone % is not valid', coalesce(p_user_code, '(none)'), zone
      using errcode = '22023';
  end;

  if found then
    insert into public.analytics_owner_time_zones (user_code, valid_from, time_zone)
    values (code, '-infinity', zone);
    perform daybook.note_operation(code, 'owner_added', jsonb_build_object('name', shown_name));
  else
    update public.analytics_owners o
    set name = shown_name
    where o.user_code = code and o.name <> shown_name and p_name is not null;
    if p_time_zone is not null
      and exists (select 1 from public.analytics_owners o where o.user_code = code and o.time_zone <> zone)
    then
      perform daybook.switch_time_zone(code, zone);
    end if;
  end if;

  if p_member is not null then
    insert into public.analytics_members (user_code, user_id, role)
    values (code, p_member, 'owner')
    on conflict (user_code, user_id) do nothing;
    if found then
      perform daybook.note_operation(code, 'member_added', jsonb_build_object('member', p_member, 'role', 'owner'));
    end if;
  end if;
  return code;
end;
$$;

revoke all on function daybook.analytics_register_owner(text, text, text, uuid) from public;
grant execute on function daybook.analytics_register_owner(text, text, text, uuid) to service_role;
alter function daybook.analytics_register_owner(text, text, text, uuid) set schema public;

-- Changes the zone of an owner's days from the next start of a day in the new zone that is at least an hour away, so that no
-- stored or queued event changes its day. Returns when the change takes effect. 22023: an unknown time zone.
create function daybook.switch_time_zone(p_user_code text, p_time_zone text) returns timestamptz
language plpgsql
set search_path = ''
as $$
declare
  switch_at timestamptz;
begin
  if not exists (select from daybook.time_zones z where z.name = p_time_zone) then
    raise exception 'time zone % is not known', coalesce(p_time_zone, '(none)') using errcode = '22023';
  end if;

  perform 1 from public.analytics_owners o where o.user_code = p_user_code for update;
  delete from public.analytics_owner_time_zones z where z.user_code = p_user_code and z.valid_from > now();
  update public.analytics_owner_time_zones z set valid_to = 'infinity'
  where z.user_code = p_user_code and z.valid_from <= now() and z.valid_to > now();

  -- The first start of a day in the new zone that lies after the old zone's midnight, so that no date comes twice.
  select min(d.day::timestamp at time zone p_time_zone)
  into switch_at
  from public.analytics_owner_time_zones z
  cross join lateral generate_series(
    (now() at time zone z.time_zone)::date + 1,
    (now() at time zone z.time_zone)::date + 3,
    interval '1 day'
  ) as d(day)
  where z.user_code = p_user_code
    and z.valid_to = 'infinity'
    and d.day::timestamp at time zone p_time_zone > now() + interval '1 hour';

  update public.analytics_owner_time_zones z set valid_to = switch_at
  where z.user_code = p_user_code and z.valid_to = 'infinity';
  insert into public.analytics_owner_time_zones (user_code, valid_from, time_zone)
  values (p_user_code, switch_at, p_time_zone);
  update public.analytics_owners o set time_zone = p_time_zone where o.user_code = p_user_code;
  return switch_at;
end;
$$;

revoke all on function daybook.switch_time_zone(text, text) from public;

-- Changes the zone of an owner's days, for owners and editors, as switch_time_zone does. Returns { time_zone, takes_effect_at }.
create function daybook.analytics_set_owner_time_zone(p_user_code text, p_time_zone text) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  switch_at timestamptz;
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  switch_at := daybook.switch_time_zone(p_user_code, p_time_zone);
  perform daybook.note_act(p_user_code, 'time_zone_changed', jsonb_build_object('time_zone', p_time_zone));
  return jsonb_build_object('time_zone', p_time_zone, 'takes_effect_at', switch_at);
end;
$$;

revoke all on function daybook.analytics_set_owner_time_zone(text, text) from public;
grant execute on function daybook.analytics_set_owner_time_zone(text, text) to authenticated;
alter function daybook.analytics_set_owner_time_zone(text, text) set schema public;


-- -------------------------------------------------------------------------------------------------------------- shares

-- A set of shares with a name.
create table daybook.analytics_groups (
  user_code   text        not null references public.analytics_owners on delete cascade,
  group_code  text        not null check (group_code ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'),
  name        text        not null check (length(name) between 1 and 120),
  created_at  timestamptz not null default now(),
  archived_at timestamptz,
  primary key (user_code, group_code)
);

alter table daybook.analytics_groups enable row level security;
grant select, insert, update, delete on daybook.analytics_groups to service_role;
grant select on daybook.analytics_groups to authenticated;
create policy members_read on daybook.analytics_groups for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_groups set schema public;

-- A link that the owner hands out; the contact is the person or place it was given to.
create table daybook.analytics_shares (
  user_code   text        not null references public.analytics_owners on delete cascade,
  share_code  text        not null check (share_code ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'),
  -- Null: in no group. Events store it as ''.
  group_code  text,
  -- The person or place the share was given to; '' when it names nobody.
  contact     text        not null default '' check (length(contact) <= 120),
  created_at  timestamptz not null default now(),
  archived_at timestamptz,
  primary key (user_code, share_code),
  foreign key (user_code, group_code) references public.analytics_groups (user_code, group_code)
);

-- For codes in capitals, as they are printed.
create index analytics_shares_any_case on daybook.analytics_shares (user_code, lower(share_code));

alter table daybook.analytics_shares enable row level security;
grant select, insert, update, delete on daybook.analytics_shares to service_role;
grant select on daybook.analytics_shares to authenticated;
create policy members_read on daybook.analytics_shares for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_shares set schema public;

-- Registers a group of a host product, or gives it its present name. For service_role. Idempotent. Returns the group code.
-- 23503: no such owner; 22023: the code or name is not valid.
create function daybook.analytics_register_group(p_user_code text, p_group_code text, p_name text default null) returns text
language plpgsql security definer
set search_path = ''
as $$
declare
  code text := btrim(p_group_code);
  shown_name text := coalesce(nullif(left(btrim(p_name), 120), ''), code);
begin
  insert into public.analytics_groups as g (user_code, group_code, name)
  values (lower(btrim(p_user_code)), code, shown_name)
  on conflict (user_code, group_code) do update
  set name = excluded.name
  where g.name <> excluded.name;
  return code;
exception when check_violation or not_null_violation then
  raise exception 'the group code % or its name is not valid', coalesce(p_group_code, '(none)') using errcode = '22023';
end;
$$;

revoke all on function daybook.analytics_register_group(text, text, text) from public;
grant execute on function daybook.analytics_register_group(text, text, text) to service_role;
alter function daybook.analytics_register_group(text, text, text) set schema public;

-- Registers a share link of a host product, or gives it its present contact and group; visits from now on belong to them. For
-- service_role. Idempotent. Returns the share code. 23503: no such owner or group; 22023: the code or contact is not valid.
create function daybook.analytics_register_share(
  p_user_code text,
  p_share_code text,
  p_contact text default null,
  p_group_code text default null
)
returns text
language plpgsql security definer
set search_path = ''
as $$
declare
  code text := btrim(p_share_code);
begin
  insert into public.analytics_shares as s (user_code, share_code, contact, group_code)
  values (
    lower(btrim(p_user_code)), code, coalesce(left(btrim(p_contact), 120), ''), nullif(btrim(p_group_code), '')
  )
  on conflict (user_code, share_code) do update
  set contact = excluded.contact, group_code = excluded.group_code
  where (s.contact, s.group_code) is distinct from (excluded.contact, excluded.group_code);
  return code;
exception when check_violation or not_null_violation then
  raise exception 'the share code % or its contact is not valid', coalesce(p_share_code, '(none)') using errcode = '22023';
end;
$$;

revoke all on function daybook.analytics_register_share(text, text, text, text) from public;
grant execute on function daybook.analytics_register_share(text, text, text, text) to service_role;
alter function daybook.analytics_register_share(text, text, text, text) set schema public;

-- The share that a code means, which somebody may have printed in capitals or typed: the one with exactly this code, else the
-- only one with this code but for upper and lower case. No row: none, or several.
create function daybook.meant_share(p_user_code text, p_share_code text)
returns table (share_code text, group_code text, is_archived boolean)
language plpgsql stable
set search_path = ''
set enable_seqscan = off
set cpu_index_tuple_cost = 1
as $$
begin
  return query
  select s.share_code, s.group_code, s.archived_at is not null
  from public.analytics_shares s
  where s.user_code = p_user_code and s.share_code = p_share_code;
  if not found then
    return query
    select min(s.share_code), min(s.group_code), bool_or(s.archived_at is not null)
    from public.analytics_shares s
    where s.user_code = p_user_code and lower(s.share_code) = lower(p_share_code)
    having count(*) = 1;
  end if;
end;
$$;

revoke all on function daybook.meant_share(text, text) from public;

-- The share that a link means: { share_code, is_archived }, null when there is none. For service_role.
create function daybook.analytics_find_share(p_user_code text, p_share_code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('share_code', m.share_code, 'is_archived', m.is_archived)
    from daybook.meant_share(p_user_code, p_share_code) as m
  );
end;
$$;

revoke all on function daybook.analytics_find_share(text, text) from public;
grant execute on function daybook.analytics_find_share(text, text) to service_role;
alter function daybook.analytics_find_share(text, text) set schema public;

-- A link preview was fetched: the link was sent, nobody has looked yet. One row for a share, a fetcher and a minute.
create table daybook.analytics_share_previews (
  user_code  text        not null,
  share_code text        not null check (length(share_code) <= 64),
  fetcher    text        not null check (length(fetcher) <= 64),
  -- The minute's beginning.
  at         timestamptz not null,
  primary key (user_code, share_code, fetcher, at)
);

alter table daybook.analytics_share_previews enable row level security;
grant select, insert, update, delete on daybook.analytics_share_previews to service_role;
grant select on daybook.analytics_share_previews to authenticated;
create policy members_read on daybook.analytics_share_previews for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_share_previews set schema public;

-- Records that a link-preview fetcher asked for a share link: once a minute for each share and fetcher, however often it asks.
create function daybook.analytics_record_share_preview(p_user_code text, p_share_code text, p_fetcher text) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into public.analytics_share_previews (user_code, share_code, fetcher, at)
  select p_user_code, m.share_code, p_fetcher, date_trunc('minute', now(), 'UTC')
  from daybook.meant_share(p_user_code, p_share_code) as m
  on conflict do nothing;
end;
$$;

revoke all on function daybook.analytics_record_share_preview(text, text, text) from public;
grant execute on function daybook.analytics_record_share_preview(text, text, text) to service_role;
alter function daybook.analytics_record_share_preview(text, text, text) set schema public;

-- Removes the previews of links that were fetched more than p_days days ago (null: of owners with a retention, more than theirs), of
-- one owner or of all.
create function daybook.prune_previews(p_days integer, p_user_code text) returns void
language plpgsql
set search_path = ''
as $$
begin
  delete from public.analytics_share_previews p
  using public.analytics_owners o
  where o.user_code = p.user_code
    and p.at < (current_date - coalesce(p_days, o.retention_days))::timestamp at time zone 'UTC'
    and (p_user_code is null or p.user_code = p_user_code);
end;
$$;

revoke all on function daybook.prune_previews(integer, text) from public;


-- ----------------------------------------------------------------------------------------------------------------- raw

-- One visit in one browser tab, on the day it started in the owner's time zone. Ingest stores it with its first event.
create table daybook.analytics_sessions (
  started_at   timestamptz not null,
  visitor_id   bigint      not null,
  session_id   uuid        not null,
  date         date        not null,
  user_code    text        not null,
  share_code   text        not null default '' check (length(share_code) <= 64),
  -- The share's group when the session began: moving a share does not rewrite history.
  group_code   text        not null default '',
  referrer     text        not null default '' check (length(referrer) <= 255),
  channel      text        not null default '' check (length(channel) <= 32),
  utm_source   text        not null default '' check (length(utm_source) <= 120),
  utm_medium   text        not null default '' check (length(utm_medium) <= 120),
  utm_campaign text        not null default '' check (length(utm_campaign) <= 120),
  country      text        not null default '' check (length(country) <= 2),
  device       text        not null default '' check (length(device) <= 16),
  browser      text        not null default '' check (length(browser) <= 64),
  os           text        not null default '' check (length(os) <= 64),
  language     text        not null default '' check (length(language) <= 35),
  primary key (user_code, date, session_id)
) partition by range (date);

-- A month without a partition of its own lands here, so that ingest never fails for it.
create table daybook.analytics_sessions_default partition of daybook.analytics_sessions default;

alter table daybook.analytics_sessions_default enable row level security;
grant select, insert, update, delete on daybook.analytics_sessions_default to service_role;
alter table daybook.analytics_sessions_default set schema public;
alter table daybook.analytics_sessions enable row level security;
grant select, insert, update, delete on daybook.analytics_sessions to service_role;
alter table daybook.analytics_sessions set schema public;

-- An event belongs to the day of its own time; session_date is the day of its session, at most one day before.
-- Visitor, share and group are its session's.
create table daybook.analytics_page_views (
  at           timestamptz not null,
  visitor_id   bigint      not null,
  event_id     uuid        not null,
  session_id   uuid        not null,
  date         date        not null,
  session_date date        not null check (session_date in (date, date - 1)),
  user_code    text        not null,
  share_code   text        not null default '',
  group_code   text        not null default '',
  page         text        not null check (length(page) <= 200),
  primary key (user_code, date, event_id)
) partition by range (date);

-- For live_day, which counts anew the visitors that changed since the last rebuild. A visitor_id belongs to one owner and
-- one day, so the index needs no other column.
create index analytics_page_views_visitor on daybook.analytics_page_views (visitor_id);

-- A month without a partition of its own lands here, so that ingest never fails for it.
create table daybook.analytics_page_views_default partition of daybook.analytics_page_views default;

alter table daybook.analytics_page_views_default enable row level security;
grant select, insert, update, delete on daybook.analytics_page_views_default to service_role;
alter table daybook.analytics_page_views_default set schema public;
alter table daybook.analytics_page_views enable row level security;
grant select, insert, update, delete on daybook.analytics_page_views to service_role;
alter table daybook.analytics_page_views set schema public;

-- A tap on a contact method (target); dated as a page view is. outcome: whether the app that it should open opened, if known.
-- site: the host of the other site that it led to, '' for none.
create table daybook.analytics_clicks (
  at           timestamptz not null,
  visitor_id   bigint      not null,
  event_id     uuid        not null,
  session_id   uuid        not null,
  date         date        not null,
  session_date date        not null check (session_date in (date, date - 1)),
  user_code    text        not null,
  share_code   text        not null default '',
  group_code   text        not null default '',
  page         text        not null check (length(page) <= 200),
  target       text        not null check (length(target) between 1 and 80),
  outcome      text        check (outcome in ('opened', 'stayed')),
  site         text        not null default '' check (length(site) <= 100),
  primary key (user_code, date, event_id)
) partition by range (date);

-- For live_day, as with page views.
create index analytics_clicks_visitor on daybook.analytics_clicks (visitor_id);

-- A month without a partition of its own lands here, so that ingest never fails for it.
create table daybook.analytics_clicks_default partition of daybook.analytics_clicks default;

alter table daybook.analytics_clicks_default enable row level security;
grant select, insert, update, delete on daybook.analytics_clicks_default to service_role;
alter table daybook.analytics_clicks_default set schema public;
alter table daybook.analytics_clicks enable row level security;
grant select, insert, update, delete on daybook.analytics_clicks to service_role;
alter table daybook.analytics_clicks set schema public;

-- Makes sure that the month of p_month has a partition in each raw table, with row level security of its own, and moves
-- rows of that month there from the default partition. Safe to run at any time and twice; waits for writers of the
-- parent table for as long as the move takes.
create function daybook.ensure_partitions(p_month date) returns integer
language plpgsql security definer
set search_path = ''
as $$
declare
  first_day date := date_trunc('month', p_month::timestamp)::date;
  next_month date := (date_trunc('month', p_month::timestamp) + interval '1 month')::date;
  parent text;
  child text;
  made integer := 0;
begin
  foreach parent in array array['analytics_sessions', 'analytics_page_views', 'analytics_clicks'] loop
    child := format('%s_%s', parent, to_char(first_day, 'YYYY_MM'));
    if to_regclass(format('public.%I', child)) is not null then
      continue;
    end if;

    execute format('lock table public.%I in access exclusive mode', parent || '_default');
    execute format('create table public.%I (like public.%I including all)', child, parent);
    execute format(
      'with home as (delete from public.%I where date >= %L and date < %L returning *) insert into public.%I select * from home',
      parent || '_default', first_day, next_month, child
    );
    execute format(
      'alter table public.%I attach partition public.%I for values from (%L) to (%L)',
      parent, child, first_day, next_month
    );
    execute format('alter table public.%I enable row level security', child);
    execute format('revoke all on public.%I from anon, authenticated', child);
    execute format('grant select, insert, update, delete on public.%I to service_role', child);
    made := made + 1;
  end loop;
  return made;
end;
$$;

revoke all on function daybook.ensure_partitions(date) from public;

-- The months around the installation: four behind, for what is imported or late, and three ahead.
do $$
begin
  for ahead in -4 .. 3 loop
    perform daybook.ensure_partitions((current_date + make_interval(months => ahead))::date);
  end loop;
end;
$$;


-- --------------------------------------------------------------------------------------------------------------- daily

-- The owner's totals. Over several days visitors is the sum of daily visitors.
create table daybook.analytics_daily_user_stats (
  user_code           text        not null,
  date                date        not null,
  visitors            bigint      not null,
  sessions            bigint      not null,
  page_views          bigint      not null,
  clicks              bigint      not null,
  contacting_sessions bigint      not null,
  bounces             bigint      not null,
  duration_seconds    bigint      not null,
  primary key (user_code, date)
);

alter table daybook.analytics_daily_user_stats enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_user_stats to service_role;
grant select on daybook.analytics_daily_user_stats to authenticated;
create policy members_read on daybook.analytics_daily_user_stats for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_daily_user_stats set schema public;

-- Totals per group; group_code '' holds the visits that belong to none.
create table daybook.analytics_daily_group_stats (
  user_code           text        not null,
  date                date        not null,
  group_code          text        not null,
  visitors            bigint      not null,
  sessions            bigint      not null,
  page_views          bigint      not null,
  clicks              bigint      not null,
  contacting_sessions bigint      not null,
  bounces             bigint      not null,
  duration_seconds    bigint      not null,
  primary key (user_code, date, group_code)
);

alter table daybook.analytics_daily_group_stats enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_group_stats to service_role;
grant select on daybook.analytics_daily_group_stats to authenticated;
create policy members_read on daybook.analytics_daily_group_stats for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_daily_group_stats set schema public;

-- Per share: the share stands for the contact it was given to. group_code: the group it was in on that day; null where its
-- visits of the day belong to several, which by_group then holds: [{ group_code, visitors, … }].
create table daybook.analytics_daily_contact_stats (
  user_code           text        not null,
  date                date        not null,
  share_code          text        not null,
  visitors            bigint      not null,
  sessions            bigint      not null,
  page_views          bigint      not null,
  clicks              bigint      not null,
  contacting_sessions bigint      not null,
  bounces             bigint      not null,
  duration_seconds    bigint      not null,
  group_code          text,
  by_group            jsonb,
  primary key (user_code, share_code, date)
);

create index analytics_daily_contact_stats_date on daybook.analytics_daily_contact_stats (user_code, date);

alter table daybook.analytics_daily_contact_stats enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_contact_stats to service_role;
grant select on daybook.analytics_daily_contact_stats to authenticated;
create policy members_read on daybook.analytics_daily_contact_stats for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_daily_contact_stats set schema public;

-- Per click target: each click of an owner once, so whoever sums by user_code and date is right. Groups and shares:
-- analytics_daily_scope_targets.
create table daybook.analytics_daily_click_targets (
  user_code  text   not null,
  date       date   not null,
  target     text   not null,
  visitors   bigint not null,
  sessions   bigint not null,
  clicks     bigint not null,
  opened     bigint not null,
  stayed     bigint not null,
  primary key (user_code, date, target)
);

alter table daybook.analytics_daily_click_targets enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_click_targets to service_role;
grant select on daybook.analytics_daily_click_targets to authenticated;
create policy members_read on daybook.analytics_daily_click_targets for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_daily_click_targets set schema public;

-- Per page: each view of an owner once. entries and exits: sessions that began and ended on it. Groups and shares:
-- analytics_daily_scope_pages.
create table daybook.analytics_daily_page_stats (
  user_code  text   not null,
  date       date   not null,
  page       text   not null,
  visitors   bigint not null,
  sessions   bigint not null,
  page_views bigint not null,
  clicks     bigint not null,
  entries    bigint not null,
  exits      bigint not null,
  primary key (user_code, date, page)
);

alter table daybook.analytics_daily_page_stats enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_page_stats to service_role;
grant select on daybook.analytics_daily_page_stats to authenticated;
create policy members_read on daybook.analytics_daily_page_stats for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_daily_page_stats set schema public;

-- One value of a breakdown on one day: of dimension 'page', 'target', 'hour' ('00' to '23' on the owner's clock), or of an
-- attribute of sessions. What its kind does not count is 0.
create type daybook.breakdown_value as (
  dimension           text,
  value               text,
  visitors            integer,
  sessions            integer,
  page_views          integer,
  clicks              integer,
  contacting_sessions integer,
  entries             integer,
  exits               integer,
  opened              integer,
  stayed              integer
);

-- All breakdowns of a slice (the owner, a group, a share) and day in one row, so that a short list does not cost a row and a
-- key for each of its values: measured, a third to a seventh of the room. They are read through the views
-- analytics_daily_scope_targets, analytics_daily_scope_pages and analytics_daily_dimension_stats. The scope comes before the
-- date, so that any filter reads one slice of the key. The owner's own targets and pages are in tables of their own.
create table daybook.analytics_daily_breakdowns (
  user_code  text                      not null,
  scope      text                      not null check (scope in ('owner', 'group', 'contact')),
  scope_code text                      not null,
  date       date                      not null,
  -- By dimension and value.
  breakdown  daybook.breakdown_value[] not null,
  primary key (user_code, scope, scope_code, date)
);

alter table daybook.analytics_daily_breakdowns enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_breakdowns to service_role;
grant select on daybook.analytics_daily_breakdowns to authenticated;
create policy members_read on daybook.analytics_daily_breakdowns for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_daily_breakdowns set schema public;

-- Click targets of groups (scope_code is a group_code) and of shares (scope 'contact', a share_code).
create view daybook.analytics_daily_scope_targets with (security_invoker = true) as
select
  b.user_code, b.scope, b.scope_code, b.date,
  v.value as target, v.visitors, v.sessions, v.clicks, v.opened, v.stayed
from public.analytics_daily_breakdowns b
cross join lateral unnest(b.breakdown) as v
where v.dimension = 'target';

grant select on daybook.analytics_daily_scope_targets to service_role, authenticated;
alter view daybook.analytics_daily_scope_targets set schema public;

-- Pages of groups and of shares, by the scopes of analytics_daily_scope_targets.
create view daybook.analytics_daily_scope_pages with (security_invoker = true) as
select
  b.user_code, b.scope, b.scope_code, b.date,
  v.value as page, v.visitors, v.sessions, v.page_views, v.clicks, v.entries, v.exits
from public.analytics_daily_breakdowns b
cross join lateral unnest(b.breakdown) as v
where v.dimension = 'page';

grant select on daybook.analytics_daily_scope_pages to service_role, authenticated;
alter view daybook.analytics_daily_scope_pages set schema public;

-- Dimension `hour` holds the day's course ('00' to '23' on the owner's clock), `site` the other sites that clicks led to (sessions
-- with such a click, and the clicks of the day), every other one an attribute of the session. Page views and clicks of an
-- attribute are those of its sessions, whichever side of midnight they fell.
create view daybook.analytics_daily_dimension_stats with (security_invoker = true) as
select
  b.user_code, b.scope, b.scope_code, b.date,
  v.dimension, v.value, v.visitors, v.sessions, v.page_views, v.clicks, v.contacting_sessions
from public.analytics_daily_breakdowns b
cross join lateral unnest(b.breakdown) as v
where v.dimension not in ('page', 'target');

grant select on daybook.analytics_daily_dimension_stats to service_role, authenticated;
alter view daybook.analytics_daily_dimension_stats set schema public;

-- What arrived, by the owner's day of arrival: received = stored + duplicate + filtered + rejected. And how many of the stored
-- events were erased on purpose, by the day on which that was done.
create table daybook.analytics_daily_ingest_stats (
  user_code text   not null,
  date      date   not null,
  -- code names the filter, the fault, or who has erased.
  kind      text   not null check (kind in ('stored', 'duplicate', 'filtered', 'rejected', 'erased')),
  code      text   not null default '' check (length(code) <= 64),
  events    bigint not null,
  primary key (user_code, date, kind, code)
);

alter table daybook.analytics_daily_ingest_stats enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_ingest_stats to service_role;
grant select on daybook.analytics_daily_ingest_stats to authenticated;
create policy members_read on daybook.analytics_daily_ingest_stats for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_daily_ingest_stats set schema public;


-- --------------------------------------------------------------------------------------------------------- bookkeeping

-- A mark for each flush that changed an (owner, day), with what it added. A day is dirty while it has a mark. Marks are
-- only ever inserted and deleted, so ingest never waits for a rebuild: a rebuild deletes the marks it sees and counts raw
-- in the same snapshot, and a mark it did not see stays and keeps the day dirty. So raw without what the marks name is
-- exactly what the daily rows were counted from.
create table daybook.analytics_dirty_days (
  user_code   text        not null,
  date        date        not null,
  flush_id    uuid        not null,
  marked_at   timestamptz not null default now(),
  visitor_ids bigint[]    not null default '{}',
  view_ids    uuid[]      not null default '{}',
  click_ids   uuid[]      not null default '{}',
  primary key (user_code, date, flush_id)
);

alter table daybook.analytics_dirty_days enable row level security;
grant select, insert, update, delete on daybook.analytics_dirty_days to service_role;
alter table daybook.analytics_dirty_days set schema public;

-- One row for each (owner, day) that was ever rebuilt, or could not be: when, from how many raw events, and whether these
-- still exist.
create table daybook.analytics_days (
  user_code         text        not null,
  date              date        not null,
  computed_at       timestamptz,
  raw_events        bigint      not null default 0,
  -- Of how many events its sessions were counted, also after midnight; their loss shows by this number.
  visit_events      bigint      not null default 0,
  -- Since when and why (an SQLSTATE) it could not be rebuilt; null once it could. It stays dirty, hence counted live.
  set_aside_at      timestamptz,
  set_aside_code    text,
  -- Raw events are removed in steps: from the first on the day stays as it is, after the last it is emptied.
  purged_at         timestamptz,
  is_emptied        boolean     not null default false,
  -- When and why (an SQLSTATE) the last step failed; null once one did not.
  purge_failed_at   timestamptz,
  purge_failed_code text,
  primary key (user_code, date)
);

alter table daybook.analytics_days enable row level security;
grant select, insert, update, delete on daybook.analytics_days to service_role;
grant select on daybook.analytics_days to authenticated;
create policy members_read on daybook.analytics_days for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_days set schema public;

-- What a closed day said before a rebuild changed it, and why.
create table daybook.analytics_daily_revisions (
  user_code   text        not null,
  date        date        not null,
  revision_id uuid        not null default gen_random_uuid(),
  revised_at  timestamptz not null default clock_timestamp(),
  reason      text        not null check (length(reason) <= 200),
  -- When the former totals had been computed. Totals are null where there were no rows.
  computed_at timestamptz not null,
  former      jsonb,
  present     jsonb,
  primary key (user_code, date, revision_id)
);

alter table daybook.analytics_daily_revisions enable row level security;
grant select, insert, update, delete on daybook.analytics_daily_revisions to service_role;
grant select on daybook.analytics_daily_revisions to authenticated;
create policy members_read on daybook.analytics_daily_revisions for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_daily_revisions set schema public;

-- The result of recounting a day: the differences found; an empty list when daily rows and raw agreed.
create table daybook.analytics_verifications (
  user_code   text        not null,
  date        date        not null,
  verified_at timestamptz not null default clock_timestamp(),
  differences jsonb       not null,
  primary key (user_code, date, verified_at)
);

alter table daybook.analytics_verifications enable row level security;
grant select, insert, update, delete on daybook.analytics_verifications to service_role;
grant select on daybook.analytics_verifications to authenticated;
create policy members_read on daybook.analytics_verifications for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_verifications set schema public;

-- Accounting of single flushes, until the nightly run adds it to analytics_daily_ingest_stats.
create table daybook.analytics_ingest_log (
  user_code text   not null,
  date      date   not null,
  flush_id  uuid   not null,
  kind      text   not null check (kind in ('stored', 'duplicate', 'filtered', 'rejected', 'erased')),
  code      text   not null default '' check (length(code) <= 64),
  events    bigint not null,
  primary key (user_code, date, flush_id, kind, code)
);

alter table daybook.analytics_ingest_log enable row level security;
grant select, insert, update, delete on daybook.analytics_ingest_log to service_role;
alter table daybook.analytics_ingest_log set schema public;

-- The secret of a day's visitor pseudonyms; gone 48 hours after the day has ended everywhere. The one table without an
-- owner: on a distributed Postgres it is a reference table.
create table daybook.analytics_visitor_salts (
  date date  not null primary key,
  salt bytea not null
);

alter table daybook.analytics_visitor_salts enable row level security;
alter table daybook.analytics_visitor_salts set schema public;

-- Who did what for an owner: invited, removed, exported, rebuilt, erased, changed. Owners read it through a function; nothing
-- changes a row. It is kept with the accounting.
create table daybook.analytics_audit (
  user_code text        not null references public.analytics_owners on delete cascade,
  at        timestamptz not null,
  act_id    uuid        not null default gen_random_uuid(),
  -- A user of Supabase Auth; null: an operator, or the app itself.
  actor     uuid,
  -- <thing>_<what happened>, such as share_created.
  action    text        not null check (action ~ '^[a-z]+(_[a-z]+)+$'),
  -- What it was done to, in a few values.
  about     jsonb       not null check (jsonb_typeof(about) = 'object' and pg_column_size(about) <= 4000),
  primary key (user_code, at, act_id)
);

alter table daybook.analytics_audit enable row level security;
grant select on daybook.analytics_audit to service_role;
alter table daybook.analytics_audit set schema public;

-- Notes in the audit log what the caller did for an owner, in the transaction that does it. Values that are null are left out.
create function daybook.note_act(p_user_code text, p_action text, p_about jsonb default '{}'::jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
begin
  insert into public.analytics_audit (user_code, at, actor, action, about)
  values (p_user_code, clock_timestamp(), caller, p_action, jsonb_strip_nulls(p_about));
end;
$$;

revoke all on function daybook.note_act(text, text, jsonb) from public;

-- Notes in an owner's audit log what an operator, or the host's own system, did for it, in the transaction that does it. Whose session
-- may be open there is not asked: it is not theirs to answer for.
create function daybook.note_operation(p_user_code text, p_action text, p_about jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into public.analytics_audit (user_code, at, actor, action, about)
  values (p_user_code, clock_timestamp(), null, p_action, jsonb_strip_nulls(p_about));
end;
$$;

revoke all on function daybook.note_operation(text, text, jsonb) from public;

-- What operators did by SQL that is of no single owner or outlives one: deletions, purges, rebuilds of many. Which card, when, and
-- counts: no person, address or name. It is no part of an owner, so the last entry of a deleted one stays; for 400 days. What operators
-- do for an owner that lives stands in its own log (note_operation).
create table daybook.analytics_operator_log (
  -- '': all owners.
  user_code text        not null,
  at        timestamptz not null,
  act_id    uuid        not null default gen_random_uuid(),
  -- <thing>_<what happened>, such as owner_deleted.
  action    text        not null check (action ~ '^[a-z]+(_[a-z]+)+$'),
  about     jsonb       not null check (jsonb_typeof(about) = 'object' and pg_column_size(about) <= 1000),
  primary key (user_code, at, act_id)
);

alter table daybook.analytics_operator_log enable row level security;
grant select on daybook.analytics_operator_log to service_role;
alter table daybook.analytics_operator_log set schema public;

-- Writes a line of the operators' log, in the transaction that does what it says. p_user_code '': all owners. Values that are null are
-- left out.
create function daybook.log_operation(p_user_code text, p_action text, p_about jsonb) returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into public.analytics_operator_log (user_code, at, action, about)
  values (p_user_code, clock_timestamp(), p_action, jsonb_strip_nulls(p_about));
end;
$$;

revoke all on function daybook.log_operation(text, text, jsonb) from public;

-- What is kept of a token: SHA-256 in hexadecimal over what it is for and its text, so that a token of one kind opens nothing of
-- another. tokenHash in lib/owners/tokens.ts says the same.
create function daybook.token_hash(p_kind text, p_token text) returns text
language plpgsql immutable
set search_path = ''
as $$
begin
  return encode(sha256(convert_to(p_kind || '|' || p_token, 'UTF8')), 'hex');
end;
$$;

revoke all on function daybook.token_hash(text, text) from public;

-- What is kept of the id of an erased session: half of its token_hash. An id is random, so nobody gets from here to it.
create function daybook.erased_visit(p_session_id uuid) returns uuid
language plpgsql immutable
set search_path = ''
as $$
begin
  return left(daybook.token_hash('visit', p_session_id::text), 32)::uuid;
end;
$$;

revoke all on function daybook.erased_visit(uuid) from public;

-- What was erased on purpose, or is being erased: one visit by its visitor, or the visits by a share, of a period or both by an
-- owner. While its row is here ingest does not take again what browsers may still send of it: they try for 7 days. Removed 9
-- days after it was done, so what visitors erase is bounded by what had been stored.
create table daybook.analytics_erasures (
  user_code  text        not null references public.analytics_owners on delete cascade,
  -- Of one visit: the erased_visit of its session. Else random.
  erasure_id uuid        not null,
  kind       text        not null check (kind in ('visit', 'days')),
  -- Of days: the share ('' for direct visits) and the days on which visits began; null for all of them.
  share_code text        check (length(share_code) <= 64),
  first_date date,
  last_date  date,
  -- What has happened since stays.
  asked_at   timestamptz not null,
  -- Days before this one are done.
  next_date  date,
  sessions   bigint      not null default 0,
  events     bigint      not null default 0,
  done_at    timestamptz,
  -- An event that arrives looks at those of days one by one, of which there are few.
  primary key (user_code, kind, erasure_id)
);

alter table daybook.analytics_erasures enable row level security;
grant select on daybook.analytics_erasures to service_role;
alter table daybook.analytics_erasures set schema public;

-- What members note at a day of an owner: a campaign, a fair, a new card. Deleted with the owner. What Daybook itself has to
-- tell of a day is not kept here: day_annotations finds it where it is.
create table daybook.analytics_annotations (
  user_code     text        not null references public.analytics_owners on delete cascade,
  annotation_id uuid        not null default gen_random_uuid(),
  date          date        not null check (date between '2000-01-01' and '2099-12-31'),
  text          text        not null check (length(text) between 1 and 200 and text !~ '[[:cntrl:]]'),
  created_at    timestamptz not null default now(),
  primary key (user_code, annotation_id)
);

alter table daybook.analytics_annotations enable row level security;
grant select, insert, update, delete on daybook.analytics_annotations to service_role;
grant select on daybook.analytics_annotations to authenticated;
create policy members_read on daybook.analytics_annotations for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_annotations set schema public;

-- When what came for an owner could not be stored: from the first flush that failed to the first that did not, as one process of
-- ingest saw it. Browsers kept their events meanwhile. Noted by whoever could not store; kept with the accounting.
create table daybook.analytics_ingest_outages (
  user_code text        not null references public.analytics_owners on delete cascade,
  began_at  timestamptz not null,
  ended_at  timestamptz not null,
  primary key (user_code, began_at),
  check (began_at < ended_at)
);

alter table daybook.analytics_ingest_outages enable row level security;
grant select, insert, update, delete on daybook.analytics_ingest_outages to service_role;
alter table daybook.analytics_ingest_outages set schema public;


-- -------------------------------------------------------------------------------------------------------------- ingest

-- What the ingest end must know of an owner before it takes events; null for an unknown one.
create function daybook.analytics_ingest_owner(p_user_code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
set enable_seqscan = off
as $$
begin
  return (
    select jsonb_build_object(
      'user_code', o.user_code,
      'name', o.name,
      'time_zone', o.time_zone,
      'card_url', o.card_url,
      'allowed_origins', to_jsonb(o.allowed_origins),
      'excluded_addresses', to_jsonb(o.excluded_addresses)
    )
    from public.analytics_owners o
    where o.user_code = p_user_code
  );
end;
$$;

revoke all on function daybook.analytics_ingest_owner(text) from public;
grant execute on function daybook.analytics_ingest_owner(text) to service_role;
alter function daybook.analytics_ingest_owner(text) set schema public;

-- Whether somebody has looked at the dashboard of one of these owners within a minute: an open dashboard asks every 12 seconds.
-- Asked by ingest while batches wait.
create function daybook.analytics_is_watched(p_user_codes text[]) returns boolean
language plpgsql stable security definer
set search_path = ''
set enable_seqscan = off
as $$
begin
  return exists (
    select 1
    from public.analytics_owners o
    where o.user_code = any (p_user_codes) and o.looked_at > now() - interval '1 minute'
  );
end;
$$;

revoke all on function daybook.analytics_is_watched(text[]) from public;
grant execute on function daybook.analytics_is_watched(text[]) to service_role;
alter function daybook.analytics_is_watched(text[]) set schema public;

-- Removes the salt of each day that ended everywhere 48 hours ago. Returns how many that were.
create function daybook.purge_salts() returns bigint
language plpgsql
set search_path = ''
as $$
declare
  removed bigint;
begin
  delete from public.analytics_visitor_salts s where s.date < (now() at time zone 'Etc/GMT+12')::date - 2;
  get diagnostics removed = row_count;
  return removed;
end;
$$;

revoke all on function daybook.purge_salts() from public;

-- The secret for the visitor pseudonyms of a day, base64, made on first use by whoever is first; null once the day has
-- been over everywhere for 48 hours, or lies more than two days ahead. Removes salts that are due.
create function daybook.analytics_visitor_salt(p_date date) returns text
language plpgsql security definer
set search_path = ''
as $$
declare
  today date := (now() at time zone 'Etc/GMT+12')::date;
begin
  perform daybook.purge_salts();
  if p_date < today - 2 or p_date > today + 3 then
    return null;
  end if;
  insert into public.analytics_visitor_salts (date, salt)
  values (p_date, decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'))
  on conflict (date) do nothing;
  return (select encode(s.salt, 'base64') from public.analytics_visitor_salts s where s.date = p_date);
end;
$$;

revoke all on function daybook.analytics_visitor_salt(date) from public;
grant execute on function daybook.analytics_visitor_salt(date) to service_role;
alter function daybook.analytics_visitor_salt(date) set schema public;

-- The histories of time zones of these owners; repeated codes are read once, and unknown ones are rows of nulls. Held to the
-- primary key like stored_sessions: with statistics from when there were few owners, each flush would read the zones of all.
create function daybook.owner_zones(user_codes text[])
returns table (user_code text, valid_from timestamptz, valid_to timestamptz, time_zone text)
language plpgsql stable
set search_path = ''
set enable_material = off
set cpu_index_tuple_cost = 1
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = on
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select z.user_code, z.valid_from, z.valid_to, z.time_zone
  from (select distinct u.code from unnest(user_codes) as u(code)) as u
  left join public.analytics_owner_time_zones z on z.user_code = u.code;
end;
$$;

revoke all on function daybook.owner_zones(text[]) from public;

-- The stored sessions with these keys (user_codes[i], dates[i], session_ids[i]); repeated keys are read once, and what is not
-- stored is a row of nulls. A function of its own for the sake of its settings, which hold the look-up to the primary key: with
-- statistics from when a partition had few rows, the planner would read all of it, for each flush or even for each session, and
-- keep that plan. An outer join, since such a one begins with the keys, however small the table looks.
create function daybook.stored_sessions(user_codes text[], dates date[], session_ids uuid[])
returns table (user_code text, date date, session_id uuid, visitor_id bigint, share_code text, group_code text)
language plpgsql stable
set search_path = ''
set enable_material = off
set cpu_index_tuple_cost = 1
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = on
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select s.user_code, s.date, s.session_id, s.visitor_id, s.share_code, s.group_code
  from (
    select distinct k.user_code, k.date, k.session_id
    from unnest(user_codes, dates, session_ids) as k(user_code, date, session_id)
  ) as k
  left join public.analytics_sessions s
    on s.user_code = k.user_code and s.date = k.date and s.session_id = k.session_id;
end;
$$;

revoke all on function daybook.stored_sessions(text[], date[], uuid[]) from public;

-- The shares with these very codes (user_codes[i], share_codes[i]); repeated ones are read once, and what is no share is a row
-- of nulls. Held to the primary key like stored_sessions.
create function daybook.stored_shares(user_codes text[], share_codes text[])
returns table (user_code text, share_code text, group_code text)
language plpgsql stable
set search_path = ''
set enable_material = off
set cpu_index_tuple_cost = 1
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = on
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select s.user_code, s.share_code, s.group_code
  from (select distinct c.user_code, c.share_code from unnest(user_codes, share_codes) as c(user_code, share_code)) as c
  left join public.analytics_shares s on s.user_code = c.user_code and s.share_code = c.share_code;
end;
$$;

revoke all on function daybook.stored_shares(text[], text[]) from public;

-- Which share of the owner each batch of a flush came by, and its group: '' for direct visits, and for codes that are no share
-- of the owner's. These are told apart (is_unknown), for whoever writes an address can invent codes. The one place where the
-- code that a browser sends becomes a share. Codes that are there as they were sent are found in one look-up; only of others it
-- is asked what was meant. Joins are hashed, for the planner does not know how many batches there are.
create function daybook.resolved_shares(payload jsonb)
returns table (batch integer, share_code text, group_code text, is_unknown boolean)
language plpgsql stable
set search_path = ''
set enable_seqscan = off
set jit = off
set enable_nestloop = off
set enable_mergejoin = off
as $$
begin
  return query
  with asked as materialized (
    select
      (l.value ->> 'batch')::integer                           as batch,
      l.value ->> 'user_code'                                  as user_code,
      coalesce(l.value -> 'session' ->> 'share_code', '')      as share_code
    from jsonb_array_elements(payload -> 'batches') as l
  ),
  found as materialized (
    select f.user_code, f.share_code, f.group_code
    from daybook.stored_shares(
      array(select a.user_code from asked a where a.share_code <> ''),
      array(select a.share_code from asked a where a.share_code <> '')
    ) as f
    where f.share_code is not null
  ),
  meant as (
    select f.user_code, f.share_code as asked_code, f.share_code, f.group_code
    from found f
    union all
    select o.user_code, o.share_code, m.share_code, m.group_code
    from (
      select distinct a.user_code, a.share_code
      from asked a
      where a.share_code <> '' and (a.user_code, a.share_code) not in (select f.user_code, f.share_code from found f)
    ) as o
    cross join lateral daybook.meant_share(o.user_code, o.share_code) as m
  )
  select a.batch, coalesce(m.share_code, ''), coalesce(m.group_code, ''), a.share_code <> '' and m.share_code is null
  from asked a
  left join meant m on m.user_code = a.user_code and m.asked_code = a.share_code;
end;
$$;

revoke all on function daybook.resolved_shares(jsonb) from public;

-- Whether an event that arrives belongs to what was erased on purpose: to an erased visit, or to the share and the days of an
-- erasure that was asked for after the event.
create function daybook.is_erased(
  p_user_code text,
  p_session_id uuid,
  p_share_code text,
  p_session_date date,
  p_at timestamptz
)
returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return exists (
    select 1
    from public.analytics_erasures e
    where e.user_code = p_user_code and e.kind = 'visit' and e.erasure_id = daybook.erased_visit(p_session_id)
  ) or exists (
    select 1
    from public.analytics_erasures e
    where e.user_code = p_user_code
      and e.kind = 'days'
      and p_at < e.asked_at
      and (e.share_code is null or e.share_code = p_share_code)
      and (e.first_date is null or p_session_date between e.first_date and e.last_date)
  );
end;
$$;

revoke all on function daybook.is_erased(text, uuid, text, date, timestamptz) from public;

-- Writes a flush: sessions, page views, clicks, the marks of the days they touch and the accounting, in one
-- transaction. Safe to send again: what is already stored counts as a duplicate.
--
-- payload: { batches: [{ batch, user_code, session: { id, started_at, visitor_id, share_code, referrer, channel,
--   utm_source, utm_medium, utm_campaign, country, device, browser, os, language },
--   page_views: [{ id, at, page }], clicks: [{ id, at, page, target, outcome?, site? }],
--   filtered: { code: n }, rejected: { code: n } }] }
-- returns: { batches: [{ batch, stored, duplicates, filtered }] }; `filtered`: events of what was erased on purpose.
-- A share_code that is none of the owner's is a direct visit; its events are accounted for as stored, code 'unknown_share'.
-- 23503: an owner does not exist; nothing of the flush is stored then.
--
-- One long function, because its steps share arrays of the flush, which would be copied at every call.
create function daybook.analytics_ingest_events(payload jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
as $$
declare
  flush uuid := gen_random_uuid();
  zones record;
  unknown text;
  placed record;
  shares record;
  code text;
  erasers text[] := '{}'::text[];
  erased_places bigint[] := '{}'::bigint[];
  erased_batches integer[] := '{}'::integer[];
  sessions record;
  visits record;
  eventless jsonb;
  unvisited record;
  result jsonb;
begin
  select
    array_agg(z.user_code)  as user_code,
    array_agg(z.valid_from) as valid_from,
    array_agg(z.valid_to)   as valid_to,
    array_agg(z.time_zone)  as time_zone
  into zones
  from daybook.owner_zones(
    array(select b.value ->> 'user_code' from jsonb_array_elements(payload -> 'batches') as b)
  ) as z
  where z.user_code is not null;
  select b.value ->> 'user_code'
  into unknown
  from jsonb_array_elements(payload -> 'batches') as b
  where b.value ->> 'user_code' is null
    or b.value ->> 'user_code' not in (select z.user_code from unnest(zones.user_code) as z(user_code))
  limit 1;
  if found then
    raise exception 'unknown owner %', coalesce(unknown, '(none)') using errcode = '23503';
  end if;

  -- An event's day follows from its time and the owner's history of zones alone, so every retry finds the same one.
  -- A session that started more than a day before its event is counted anew on the event's day. The events are kept as one
  -- array for each column: later statements read these several times faster than arrays of rows.
  with batches as (
    select
      (b.value ->> 'batch')::integer                       as batch,
      b.value ->> 'user_code'                              as user_code,
      (b.value -> 'session' ->> 'id')::uuid                as session_id,
      (b.value -> 'session' ->> 'started_at')::timestamptz as started_at,
      nullif(b.value -> 'page_views', 'null')              as page_views,
      nullif(b.value -> 'clicks', 'null')                  as clicks
    from jsonb_array_elements(payload -> 'batches') as b
  ),
  visits as materialized (
    select b.*, (b.started_at at time zone z.time_zone)::date as started_on
    from batches b
    join unnest(zones.user_code, zones.valid_from, zones.valid_to, zones.time_zone)
      as z(user_code, valid_from, valid_to, time_zone)
      on z.user_code = b.user_code and z.valid_from <= b.started_at and b.started_at < z.valid_to
  ),
  events as (
    select b.batch, b.user_code, b.session_id, b.started_at, b.started_on, false as is_click,
      e.id, e.at, e.page, null as target, null as outcome, '' as site
    from visits b
    cross join lateral jsonb_to_recordset(b.page_views) as e(id uuid, at timestamptz, page text)
    union all
    select b.batch, b.user_code, b.session_id, b.started_at, b.started_on, true,
      e.id, e.at, e.page, e.target, e.outcome, coalesce(e.site, '')
    from visits b
    cross join lateral jsonb_to_recordset(b.clicks)
      as e(id uuid, at timestamptz, page text, target text, outcome text, site text)
  ),
  dated as (
    select e.*, (e.at at time zone z.time_zone)::date as date
    from events e
    join unnest(zones.user_code, zones.valid_from, zones.valid_to, zones.time_zone)
      as z(user_code, valid_from, valid_to, time_zone)
      on z.user_code = e.user_code and z.valid_from <= e.at and e.at < z.valid_to
  ),
  -- In the order of the primary keys, so that two flushes that meet in the same keys wait for each other instead of
  -- deadlocking. An id that comes twice in this flush is stored by the first batch that has it.
  ordered as (
    select
      d.*,
      case when d.started_on in (d.date, d.date - 1) then d.started_on else d.date end as session_date,
      case when d.started_on in (d.date, d.date - 1) then least(d.started_at, d.at) else d.at end as session_start,
      row_number() over (
        partition by d.is_click, d.user_code collate "C", d.date, d.id
        order by d.batch
      ) = 1 as is_first
    from dated d
    order by d.is_click, d.user_code collate "C", d.date, d.id, d.batch
  )
  select
    array_agg(o.batch)         as batch,
    array_agg(o.is_click)      as is_click,
    array_agg(o.is_first)      as is_first,
    array_agg(o.user_code)     as user_code,
    array_agg(o.date)          as date,
    array_agg(o.id)            as id,
    array_agg(o.at)            as at,
    array_agg(o.session_date)  as session_date,
    array_agg(o.session_start) as session_start,
    array_agg(o.session_id)    as session_id,
    array_agg(o.page)          as page,
    array_agg(o.target)        as target,
    array_agg(o.outcome)       as outcome,
    array_agg(o.site)          as site,
    count(*) filter (where o.is_first) as firsts
  into placed
  from ordered o;

  select
    array_agg(r.batch)      as batch,
    array_agg(r.share_code) as share_code,
    array_agg(r.group_code) as group_code,
    array_agg(r.is_unknown) as is_unknown
  into shares
  from daybook.resolved_shares(payload) as r;

  -- What was erased on purpose does not come back, whatever browsers still send of it. An erasure waits for the transactions that
  -- have a number when it is noted (wait_for_flushes), so this one must have one before it looks.
  perform pg_current_xact_id();
  for code in select distinct u.user_code from unnest(zones.user_code) as u(user_code) loop
    if exists (select 1 from public.analytics_erasures e where e.user_code = code) then
      erasers := erasers || code;
    end if;
  end loop;
  if cardinality(erasers) > 0 then
    select coalesce(array_agg(p.place), '{}'), coalesce(array_agg(p.batch), '{}')
    into erased_places, erased_batches
    from unnest(placed.batch, placed.user_code, placed.session_id, placed.session_date, placed.at)
      with ordinality as p(batch, user_code, session_id, session_date, at, place)
    join unnest(shares.batch, shares.share_code) as h(batch, share_code) on h.batch = p.batch
    where p.user_code = any (erasers) and daybook.is_erased(p.user_code, p.session_id, h.share_code, p.session_date, p.at);
  end if;
  if cardinality(erased_places) > 0 then
    with kept as (
      select
        p.*,
        row_number() over (partition by p.is_click, p.user_code collate "C", p.date, p.id order by p.place) = 1 as is_first
      from unnest(
        placed.batch, placed.is_click, placed.user_code, placed.date, placed.id, placed.at,
        placed.session_date, placed.session_start, placed.session_id, placed.page, placed.target, placed.outcome, placed.site
      ) with ordinality as p(
        batch, is_click, user_code, date, id, at, session_date, session_start, session_id, page, target, outcome, site, place
      )
      where p.place <> all (erased_places)
    )
    select
      array_agg(k.batch order by k.place)         as batch,
      array_agg(k.is_click order by k.place)      as is_click,
      array_agg(k.is_first order by k.place)      as is_first,
      array_agg(k.user_code order by k.place)     as user_code,
      array_agg(k.date order by k.place)          as date,
      array_agg(k.id order by k.place)            as id,
      array_agg(k.at order by k.place)            as at,
      array_agg(k.session_date order by k.place)  as session_date,
      array_agg(k.session_start order by k.place) as session_start,
      array_agg(k.session_id order by k.place)    as session_id,
      array_agg(k.page order by k.place)          as page,
      array_agg(k.target order by k.place)        as target,
      array_agg(k.outcome order by k.place)       as outcome,
      array_agg(k.site order by k.place)          as site,
      count(*) filter (where k.is_first)          as firsts
    into placed
    from kept k;
  end if;

  with stored as (
    insert into public.analytics_sessions (
      user_code, date, session_id, started_at, visitor_id, share_code, group_code,
      referrer, channel, utm_source, utm_medium, utm_campaign, country, device, browser, os, language
    )
    select distinct on (e.user_code collate "C", e.session_date, e.session_id)
      b.value ->> 'user_code', e.session_date, e.session_id, e.started_at, s.visitor_id,
      h.share_code, h.group_code,
      coalesce(s.referrer, ''), coalesce(s.channel, ''),
      coalesce(s.utm_source, ''), coalesce(s.utm_medium, ''), coalesce(s.utm_campaign, ''),
      coalesce(s.country, ''), coalesce(s.device, ''), coalesce(s.browser, ''),
      coalesce(s.os, ''), coalesce(s.language, '')
    from (
      select p.batch, p.session_date, p.session_id, min(p.user_code) as user_code, min(p.started_at) as started_at
      from unnest(placed.batch, placed.session_date, placed.session_id, placed.user_code, placed.session_start)
        as p(batch, session_date, session_id, user_code, started_at)
      group by p.batch, p.session_date, p.session_id
    ) as e
    join jsonb_array_elements(payload -> 'batches') as b on (b.value ->> 'batch')::integer = e.batch
    cross join lateral jsonb_to_record(b.value -> 'session') as s(
      visitor_id bigint, referrer text, channel text,
      utm_source text, utm_medium text, utm_campaign text, country text,
      device text, browser text, os text, language text
    )
    join unnest(shares.batch, shares.share_code, shares.group_code) as h(batch, share_code, group_code)
      on h.batch = e.batch
    order by e.user_code collate "C", e.session_date, e.session_id, e.batch
    on conflict do nothing
    returning user_code, date, session_id
  )
  select
    array_agg(s.user_code)  as user_code,
    array_agg(s.date)       as date,
    array_agg(s.session_id) as session_id
  into sessions
  from stored s;

  -- A statement of its own, because its snapshot must show sessions that another flush has stored meanwhile.
  select
    array_agg(v.batch)        as batch,
    array_agg(v.session_date) as session_date,
    array_agg(s.visitor_id)   as visitor_id,
    array_agg(s.share_code)   as share_code,
    array_agg(s.group_code)   as group_code
  into visits
  from (
    select distinct p.batch, p.user_code, p.session_date, p.session_id
    from unnest(placed.batch, placed.user_code, placed.session_date, placed.session_id)
      as p(batch, user_code, session_date, session_id)
  ) as v
  join daybook.stored_sessions(placed.user_code, placed.session_date, placed.session_id) as s
    on s.user_code = v.user_code and s.date = v.session_date and s.session_id = v.session_id;

  with events as materialized (
    select e.*, v.visitor_id, v.share_code, v.group_code
    from unnest(
      placed.batch, placed.is_click, placed.is_first, placed.user_code, placed.date, placed.id, placed.at,
      placed.session_date, placed.session_id, placed.page, placed.target, placed.outcome, placed.site
    ) with ordinality as e(
      batch, is_click, is_first, user_code, date, id, at, session_date, session_id, page, target, outcome, site, place
    )
    join unnest(visits.batch, visits.session_date, visits.visitor_id, visits.share_code, visits.group_code)
      as v(batch, session_date, visitor_id, share_code, group_code)
      on v.batch = e.batch and v.session_date = e.session_date
  ),
  views as (
    insert into public.analytics_page_views (
      user_code, date, event_id, session_id, session_date, at, visitor_id, share_code, group_code, page
    )
    select
      e.user_code, e.date, e.id, e.session_id, e.session_date, e.at, e.visitor_id, e.share_code, e.group_code, e.page
    from events e
    where not e.is_click and e.is_first
    order by e.place
    on conflict do nothing
    returning user_code, date, session_date, session_id, visitor_id, event_id
  ),
  clicks as (
    insert into public.analytics_clicks (
      user_code, date, event_id, session_id, session_date, at, visitor_id, share_code, group_code,
      page, target, outcome, site
    )
    select
      e.user_code, e.date, e.id, e.session_id, e.session_date, e.at, e.visitor_id, e.share_code, e.group_code,
      e.page, e.target, e.outcome, e.site
    from events e
    -- The last condition is always true. It makes every flush write its page views before its clicks; otherwise two flushes
    -- could deadlock.
    where e.is_click and e.is_first and (select count(*) from views) >= 0
    order by e.place
    on conflict do nothing
    returning user_code, date, session_date, session_id, visitor_id, event_id
  ),
  stored as materialized (
    select 'page_view' as kind, w.* from views w
    union all
    select 'click', c.* from clicks c
  ),
  -- An event changes its own day and its session's: a click after midnight makes the session of the day before a contacting
  -- one.
  changes as (
    select s.kind, s.user_code, s.date, s.visitor_id, s.event_id as id from stored s
    union all
    select s.kind, s.user_code, s.session_date, s.visitor_id, s.event_id from stored s where s.session_date <> s.date
  ),
  marked as (
    insert into public.analytics_dirty_days (user_code, date, flush_id, visitor_ids, view_ids, click_ids)
    select
      c.user_code, c.date, flush,
      array_agg(distinct c.visitor_id),
      coalesce(array_agg(c.id) filter (where c.kind = 'page_view'), '{}'),
      coalesce(array_agg(c.id) filter (where c.kind = 'click'), '{}')
    from changes c
    group by c.user_code, c.date
  ),
  counted as (
    select e.batch, count(*) as events, count(*) filter (where e.is_first) as firsts
    from events e
    group by e.batch
  ),
  -- Looked for only if there are any.
  known as (
    select e.batch, count(*) as events
    from events e
    where e.is_first
      and (select count(*) from stored) < placed.firsts
      and not exists (
        select 1
        from stored s
        where s.event_id = e.id
          and s.date = e.date
          and s.user_code = e.user_code
          and s.kind = case when e.is_click then 'click' else 'page_view' end
      )
    group by e.batch
  ),
  -- New sessions all of whose events had been stored under another session's name. Looked for only if there are any.
  without_events as (
    select n.user_code, n.date, n.session_id
    from unnest(sessions.user_code, sessions.date, sessions.session_id) as n(user_code, date, session_id)
    where (select count(*) from stored) < cardinality(placed.id)
      and not exists (
        select 1
        from stored s
        where s.session_id = n.session_id
          and s.session_date = n.date
          and s.user_code = n.user_code
      )
  ),
  erased as (
    select e.batch, count(*) as events
    from unnest(erased_batches) as e(batch)
    group by e.batch
  ),
  batches as (
    select
      (b.value ->> 'batch')::integer                                  as batch,
      b.value ->> 'user_code'                                         as user_code,
      coalesce(c.firsts - coalesce(k.events, 0), 0)                   as stored,
      case when h.is_unknown then 'unknown_share' else '' end         as stored_code,
      coalesce(c.events - c.firsts + coalesce(k.events, 0), 0)        as duplicates,
      coalesce(g.events, 0)                                           as erased,
      nullif(b.value -> 'filtered', 'null')                           as filtered,
      nullif(b.value -> 'rejected', 'null')                           as rejected
    from jsonb_array_elements(payload -> 'batches') as b
    join unnest(shares.batch, shares.is_unknown) as h(batch, is_unknown) on h.batch = (b.value ->> 'batch')::integer
    left join counted c on c.batch = (b.value ->> 'batch')::integer
    left join known k on k.batch = (b.value ->> 'batch')::integer
    left join erased g on g.batch = (b.value ->> 'batch')::integer
  ),
  outcomes as (
    select b.user_code, 'stored' as kind, b.stored_code as code, b.stored as events from batches b
    union all
    select b.user_code, 'duplicate', '', b.duplicates from batches b
    union all
    select b.user_code, 'filtered', 'erased', b.erased from batches b
    union all
    select b.user_code, 'filtered', f.key, f.value::bigint from batches b cross join lateral jsonb_each_text(b.filtered) as f
    union all
    select b.user_code, 'rejected', r.key, r.value::bigint from batches b cross join lateral jsonb_each_text(b.rejected) as r
  ),
  logged as (
    insert into public.analytics_ingest_log (user_code, date, flush_id, kind, code, events)
    select o.user_code, (now() at time zone w.time_zone)::date, flush, o.kind, o.code, sum(o.events)
    from outcomes o
    join unnest(zones.user_code, zones.valid_from, zones.valid_to, zones.time_zone)
      as w(user_code, valid_from, valid_to, time_zone)
      on w.user_code = o.user_code and now() >= w.valid_from and now() < w.valid_to
    group by o.user_code, w.time_zone, o.kind, o.code
    having sum(o.events) > 0
  )
  select
    jsonb_build_object(
      'batches', coalesce(jsonb_agg(
        jsonb_build_object('batch', b.batch, 'stored', b.stored, 'duplicates', b.duplicates, 'filtered', b.erased)
        order by b.batch
      ), '[]'::jsonb)
    ),
    (
      select jsonb_agg(jsonb_build_object('user_code', e.user_code, 'date', e.date, 'session_id', e.session_id))
      from without_events e
    )
  into result, eventless
  from batches b;

  -- A visit is counted once, however many sessions a browser sends it under.
  for unvisited in
    select e.user_code, e.date, e.session_id
    from jsonb_to_recordset(eventless) as e(user_code text, date date, session_id uuid)
  loop
    delete from public.analytics_sessions s
    where s.user_code = unvisited.user_code
      and s.date = unvisited.date
      and s.session_id = unvisited.session_id;
  end loop;

  return result;
end;
$$;

revoke all on function daybook.analytics_ingest_events(jsonb) from public;
grant execute on function daybook.analytics_ingest_events(jsonb) to service_role;
alter function daybook.analytics_ingest_events(jsonb) set schema public;

-- Notes that what came for some owners could not be stored from one moment to another; unknown owners are passed by. For
-- service_role. Safe to repeat: a beginning is noted once. 23514: it ended before it began.
create function daybook.analytics_note_outage(p_user_codes text[], p_began_at timestamptz, p_ended_at timestamptz) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into public.analytics_ingest_outages (user_code, began_at, ended_at)
  select o.user_code, p_began_at, p_ended_at
  from public.analytics_owners o
  where o.user_code = any (p_user_codes)
  order by o.user_code
  on conflict do nothing;
end;
$$;

revoke all on function daybook.analytics_note_outage(text[], timestamptz, timestamptz) from public;
grant execute on function daybook.analytics_note_outage(text[], timestamptz, timestamptz) to service_role;
alter function daybook.analytics_note_outage(text[], timestamptz, timestamptz) set schema public;


-- ------------------------------------------------------------------------------------------------------------ counting

-- One counted row. Sections: 'totals', 'group' (of a contact: the part of its totals that belongs to the group in value),
-- 'target' (value: the target), 'page' (value: the page) and 'dimension'. What a section does not count is 0.
create type daybook.counted_row as (
  user_code           text,
  section             text,
  scope               text,
  scope_code          text,
  dimension           text,
  value               text,
  visitors            bigint,
  sessions            bigint,
  page_views          bigint,
  clicks              bigint,
  contacting_sessions bigint,
  bounces             bigint,
  duration_seconds    bigint,
  entries             bigint,
  exits               bigint,
  opened              bigint,
  stayed              bigint
);

-- Everything that is counted of one day and slice (the owner, a group, a share), as the daily tables keep it. Totals are null where
-- only parts of visits of other days are known. group_code and by_group, of a share: the one group that its visits were in, or the
-- parts of several, as analytics_daily_contact_stats has them. breakdown: the values of all dimensions, in no order.
create type daybook.counted_slice as (
  user_code           text,
  scope               text,
  scope_code          text,
  visitors            bigint,
  sessions            bigint,
  page_views          bigint,
  clicks              bigint,
  contacting_sessions bigint,
  bounces             bigint,
  duration_seconds    bigint,
  group_code          text,
  by_group            jsonb,
  breakdown           daybook.breakdown_value[]
);

-- A counted row of a dirty day, with its day.
create type daybook.live_row as (
  date                date,
  section             text,
  scope               text,
  scope_code          text,
  dimension           text,
  value               text,
  visitors            bigint,
  sessions            bigint,
  page_views          bigint,
  clicks              bigint,
  contacting_sessions bigint,
  bounces             bigint,
  duration_seconds    bigint,
  entries             bigint,
  exits               bigint,
  opened              bigint,
  stayed              bigint
);

-- The seven totals as one JSON object.
create function daybook.totals(
  p_visitors numeric,
  p_sessions numeric,
  p_page_views numeric,
  p_clicks numeric,
  p_contacting_sessions numeric,
  p_bounces numeric,
  p_duration_seconds numeric
)
returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'visitors', coalesce(p_visitors, 0),
    'sessions', coalesce(p_sessions, 0),
    'page_views', coalesce(p_page_views, 0),
    'clicks', coalesce(p_clicks, 0),
    'contacting_sessions', coalesce(p_contacting_sessions, 0),
    'bounces', coalesce(p_bounces, 0),
    'duration_seconds', coalesce(p_duration_seconds, 0)
  );
end;
$$;

revoke all on function daybook.totals(numeric, numeric, numeric, numeric, numeric, numeric, numeric) from public;

-- The seven totals of every day at each scope: 'owner' (scope_code ''), 'group' (a group_code) and 'contact' (a share_code).
-- Asked for one scope, only its table is read.
create view daybook.scope_totals as
select
  t.user_code, 'owner' as scope, '' as scope_code, t.date,
  t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
from public.analytics_daily_user_stats t
union all
select
  t.user_code, 'group', t.group_code, t.date,
  t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
from public.analytics_daily_group_stats t
union all
select
  t.user_code, 'contact', t.share_code, t.date,
  t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
from public.analytics_daily_contact_stats t;

-- The shares of each group on every day, with the totals of the visits that came by them while they were in it.
create view daybook.group_contacts as
select
  t.user_code, t.date, t.group_code, t.share_code,
  t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
from public.analytics_daily_contact_stats t
where t.group_code is not null
union all
select
  t.user_code, t.date, g.group_code, t.share_code,
  g.visitors, g.sessions, g.page_views, g.clicks, g.contacting_sessions, g.bounces, g.duration_seconds
from public.analytics_daily_contact_stats t
cross join lateral jsonb_to_recordset(t.by_group) as g(
  group_code text, visitors bigint, sessions bigint, page_views bigint, clicks bigint,
  contacting_sessions bigint, bounces bigint, duration_seconds bigint
)
where t.by_group is not null;

-- Click targets of every day at each scope: 'owner' (scope_code ''), 'group' and 'contact'. Asked for one scope, only its
-- table is read: the owner's own targets are in none of its breakdowns, which need not be opened for them.
create view daybook.daily_targets as
select
  t.user_code, 'owner' as scope, '' as scope_code, t.date, t.target, t.visitors, t.sessions, t.clicks, t.opened, t.stayed
from public.analytics_daily_click_targets t
union all
select
  t.user_code, t.scope, t.scope_code, t.date, t.target, t.visitors, t.sessions, t.clicks, t.opened, t.stayed
from public.analytics_daily_scope_targets t
where t.scope <> 'owner';

-- Pages of every day at each scope, like daily_targets.
create view daybook.daily_pages as
select
  t.user_code, 'owner' as scope, '' as scope_code, t.date,
  t.page, t.visitors, t.sessions, t.page_views, t.clicks, t.entries, t.exits
from public.analytics_daily_page_stats t
union all
select
  t.user_code, t.scope, t.scope_code, t.date,
  t.page, t.visitors, t.sessions, t.page_views, t.clicks, t.entries, t.exits
from public.analytics_daily_scope_pages t
where t.scope <> 'owner';

-- How many events, page views and clicks, a day has in raw, counted. A session is no event.
create function daybook.raw_events(p_user_code text, p_date date) returns bigint
language plpgsql stable
set search_path = ''
as $$
begin
  return (select count(*) from public.analytics_page_views r where r.user_code = p_user_code and r.date = p_date)
    + (select count(*) from public.analytics_clicks r where r.user_code = p_user_code and r.date = p_date);
end;
$$;

revoke all on function daybook.raw_events(text, date) from public;

-- How many raw rows a day has, counted. Of a clean day analytics_days knows it.
create function daybook.raw_rows(p_user_code text, p_date date) returns bigint
language plpgsql stable
set search_path = ''
as $$
begin
  return (select count(*) from public.analytics_sessions r where r.user_code = p_user_code and r.date = p_date)
    + daybook.raw_events(p_user_code, p_date);
end;
$$;

revoke all on function daybook.raw_rows(text, date) from public;

-- The events that some visitors had on one day of an owner, and after midnight in sessions of that day; a page view has no target,
-- and what led to no other site has no site.
-- A visitor without any is a row of nulls. Held to the index of visitors like stored_sessions to its key: the planner would read
-- all events of the day.
create function daybook.visitors_events(p_user_code text, p_date date, p_visitors bigint[])
returns table (
  date date, session_date date, session_id uuid, event_id uuid, at timestamptz, visitor_id bigint,
  group_code text, share_code text, page text, target text, outcome text, site text
)
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = on
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set cpu_index_tuple_cost = 1
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select v.date, v.session_date, v.session_id, v.event_id, v.at, v.visitor_id, v.group_code, v.share_code,
    v.page, null::text, null::text, null::text
  from unnest(p_visitors) as u(visitor_id)
  left join public.analytics_page_views v
    on v.visitor_id = u.visitor_id
    and v.user_code = p_user_code
    and v.date between p_date and p_date + 1
    and (v.date = p_date or v.session_date = p_date)
  union all
  select c.date, c.session_date, c.session_id, c.event_id, c.at, c.visitor_id, c.group_code, c.share_code,
    c.page, c.target, c.outcome, nullif(c.site, '')
  from unnest(p_visitors) as u(visitor_id)
  left join public.analytics_clicks c
    on c.visitor_id = u.visitor_id
    and c.user_code = p_user_code
    and c.date between p_date and p_date + 1
    and (c.date = p_date or c.session_date = p_date);
end;
$$;

revoke all on function daybook.visitors_events(text, date, bigint[]) from public;

-- Every value in raw that breakdowns name: of a session its attributes, of an event its page, its target and its site. `weight` is what
-- the value is ranked by on the date: page views of a page, clicks of a target or a site, sessions of everything else.
create view daybook.raw_values as
select
  s.user_code, s.date, s.date as session_date, s.visitor_id, s.group_code, s.share_code, a.dimension, a.value, 1 as weight
from public.analytics_sessions s
cross join lateral (values
  ('referrer', s.referrer), ('channel', s.channel), ('utm_source', s.utm_source), ('utm_medium', s.utm_medium),
  ('utm_campaign', s.utm_campaign), ('country', s.country), ('device', s.device), ('browser', s.browser),
  ('os', s.os), ('language', s.language)
) as a(dimension, value)
union all
select v.user_code, v.date, v.session_date, v.visitor_id, v.group_code, v.share_code, 'page', v.page, 1
from public.analytics_page_views v
union all
select c.user_code, c.date, c.session_date, c.visitor_id, c.group_code, c.share_code, a.dimension, a.value, a.weight
from public.analytics_clicks c
cross join lateral (values ('page', c.page, 0), ('target', c.target, 1), ('site', c.site, 1)) as a(dimension, value, weight)
where a.dimension <> 'site' or a.value <> '';

-- How many values of a breakdown (pages, targets, each attribute of sessions) are kept by name for one (owner, day). All
-- others are counted together, in a row named '(other)'.
create function daybook.value_limit() returns integer
language plpgsql stable
set search_path = ''
as $$
begin
  return 500;
end;
$$;

revoke all on function daybook.value_limit() from public;

-- The breakdowns of one (owner, day) that have more values at a scope than are kept by name there, and those that are:
-- { crowded: { 'dimension scope:code': 1 }, named: { 'dimension scope:code value': 1, 'dimension value': 1 } }, the last of
-- which says that the value is named at some scope. '{}' and '{}' where there is room for all. Named are those that p_kept,
-- rows of the day, name, and then those with the most page views (pages), clicks (targets, sites) or sessions (all others); of
-- equal ones the first by byte. p_visitors: as count_day.
create function daybook.crowded_values(
  p_user_code text,
  p_date date,
  p_visitors bigint[] default null,
  p_kept daybook.counted_row[] default '{}'
)
returns jsonb
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
set plan_cache_mode = force_generic_plan
set work_mem = '64MB'
as $$
declare
  most integer := daybook.value_limit();
  kept jsonb := (
    select jsonb_agg(jsonb_build_object(
      'dimension', coalesce(nullif(k.dimension, ''), k.section), 'place', k.scope || ':' || k.scope_code, 'value', k.value
    ))
    from unnest(p_kept) as k
    where k.section in ('page', 'target', 'dimension') and k.dimension <> 'hour' and k.value <> '(other)'
  );
  -- What has room on the whole day has room at every scope. On most days that is all there is to find out.
  candidates text[] := array(
    select d.dimension
    from (
      select r.dimension, r.value
      from daybook.raw_values r
      where r.user_code = p_user_code and r.date between p_date and p_date + 1
        and (r.date = p_date or r.session_date = p_date)
        and (p_visitors is null or r.visitor_id = any (p_visitors))
        and r.value <> '(other)'
      union
      select k.dimension, k.value
      from jsonb_to_recordset(kept) as k(dimension text, value text)
    ) as d
    group by d.dimension
    having count(*) > most
  );
begin
  if candidates = '{}' then
    return '{"crowded": {}, "named": {}}'::jsonb;
  end if;

  return (
    with tallies as materialized (
      select r.dimension, r.value, r.group_code, r.share_code,
        coalesce(sum(r.weight) filter (where r.date = p_date), 0) as weight
      from daybook.raw_values r
      where r.user_code = p_user_code and r.date between p_date and p_date + 1
        and (r.date = p_date or r.session_date = p_date)
        and (p_visitors is null or r.visitor_id = any (p_visitors))
        and r.value <> '(other)' and r.dimension = any (candidates)
      group by r.dimension, r.value, r.group_code, r.share_code
    ),
    by_value as materialized (
      select t.dimension, t.value, count(*) as places,
        min(t.group_code) as group_code, min(t.share_code) as share_code, sum(t.weight) as weight
      from tallies t
      group by t.dimension, t.value
    ),
    -- A value that came by one share alone has a name nowhere if as many others of that share go before it: so, however many values a
    -- stranger makes up, few of them are looked at again. They are picked from arrays: sorting all takes several times as long.
    picked as (
      select l.dimension, l.group_code, l.share_code, n.value, n.weight
      from (
        select v.dimension, v.group_code, v.share_code, array_agg(v.value) as values, array_agg(v.weight) as weights
        from by_value v
        where v.places = 1
        group by v.dimension, v.group_code, v.share_code
      ) as l
      cross join lateral (
        select v.value, v.weight
        from unnest(l.values, l.weights) as v(value, weight)
        order by v.weight desc, v.value collate "C"
        limit most + 1
      ) as n
      union all
      select t.dimension, t.group_code, t.share_code, t.value, t.weight
      from by_value v
      join tallies t on t.dimension = v.dimension and t.value = v.value
      where v.places > 1
    ),
    placed as (
      select n.dimension, n.place, n.value, sum(n.weight) as weight, bool_or(n.is_kept) as is_kept
      from (
        select c.dimension, p.place, c.value, c.weight, false as is_kept
        from picked c
        cross join lateral (values ('owner:'), ('group:' || c.group_code), ('contact:' || c.share_code)) as p(place)
        union all
        select k.dimension, k.place, k.value, 0, true
        from jsonb_to_recordset(kept) as k(dimension text, place text, value text)
        where k.dimension = any (candidates)
      ) as n
      group by n.dimension, n.place, n.value
    ),
    ranked as (
      select p.dimension || ' ' || p.place as place, p.dimension, p.value,
        count(*) over (partition by p.dimension, p.place) as held,
        row_number() over (
          partition by p.dimension, p.place order by p.is_kept desc, p.weight desc, p.value collate "C"
        ) as rank
      from placed p
    ),
    named as materialized (
      select r.place, r.dimension, r.value
      from ranked r
      where r.held > most and r.rank <= most
    )
    select jsonb_build_object(
      'crowded', (select coalesce(jsonb_object_agg(n.place, 1), '{}'::jsonb) from named n),
      'named', (
        select coalesce(jsonb_object_agg(k.key, 1), '{}'::jsonb)
        from named n
        cross join lateral (values (n.place || ' ' || n.value), (n.dimension || ' ' || n.value)) as k(key)
      )
    )
  );
end;
$$;

revoke all on function daybook.crowded_values(text, date, bigint[], daybook.counted_row[]) from public;

-- The sessions of one owner's day with these ids; an id without one is a row of nulls. Held to the primary key like
-- stored_sessions: up to PostgreSQL 16 the planner would read all sessions of the day.
create function daybook.sessions_by_id(p_user_code text, p_date date, p_ids uuid[])
returns table (
  started_at timestamptz, visitor_id bigint, session_id uuid, date date, user_code text, share_code text, group_code text,
  referrer text, channel text, utm_source text, utm_medium text, utm_campaign text,
  country text, device text, browser text, os text, language text
)
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = on
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set cpu_index_tuple_cost = 1
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select s.*
  from unnest(p_ids) as k(session_id)
  left join public.analytics_sessions s
    on s.session_id = k.session_id
    and s.user_code = p_user_code
    and s.date = p_date;
end;
$$;

revoke all on function daybook.sessions_by_id(text, date, uuid[]) from public;

-- Everything that is counted for some owners and one date, from raw, slice by slice: the single definition behind the daily tables,
-- the live part of the dashboard and their verification. count_day is this for one owner, as rows.
--
-- A session belongs to the day it started, page views and clicks to the day of their own time.
-- What a session did after midnight still decides whether it bounced, how long it took, whether it made contact, and which
-- pages and targets it is counted with: so no share of the day's sessions is over 100 %.
-- Of a breakdown with more values than daybook.value_limit() at a scope (the owner, one group, one contact) only the most
-- frequent ones of the day there are named; the rest is counted together as '(other)', a visitor and a session once. p_named:
-- the named ones, as crowded_values returns them; null: those that the whole day's counts tell.
-- Of several owners all values are named: whoever asks must not use it where the owner's breakdown has more values than that.
-- p_visitors: count these visitors alone; p_without_…: as if these rows had not been stored. Every number is a sum over
-- visitors, so the counts of disjoint visitors add up.
--   visitors            distinct visitor_id of the day's sessions (of a page, target or site: of those that had events of it)
--   contacting_sessions sessions with at least one click (of dimension 'site': on a link to it, so its sessions)
--   bounces             sessions with at most one page view and no click
--   duration_seconds    from a session's start to its last event, whole seconds, summed
--
-- Distinct visitors are counted as sessions minus repeated sessions: only visitors with more than one session can be
-- repeated, so only these are grouped by visitor. All visitors and a few given ones are read in separate branches, so that
-- one generic plan serves both. Most of the cost are rows that are passed on from step to step: so the scopes are grouping sets of
-- one aggregate instead of rows of their own, and a slice leaves with its values in one array. Until then a scope is a number, as
-- grouping(group_code, share_code) has it: 3 the owner, 1 a group, 2 a share, 0 a share's part of a group.
-- The settings keep that plan for the connection (planning takes longer than counting a small change), keep it on the
-- index that finds the rows, and prefer hashing: measured, sorts and nested loops take several times as long here, but the
-- planner has no statistics of the steps in between. A setting that a caller has for itself holds in here, too: hash joins are named
-- as allowed, for without them a big day takes the square of its visits. The function is long because splitting it would count twice.
create function daybook.count_days(
  p_user_codes text[],
  p_date date,
  p_visitors bigint[] default null,
  p_without_views uuid[] default '{}',
  p_without_clicks uuid[] default '{}',
  p_named jsonb default null
)
returns setof daybook.counted_slice
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
set enable_hashjoin = on
set enable_sort = off
set plan_cache_mode = force_generic_plan
set work_mem = '64MB'
as $$
declare
  zones text[] := array(
    select (
      select z.time_zone
      from public.analytics_owner_time_zones z
      where z.user_code = o.user_code
        and z.valid_from < (p_date + 1)::timestamp at time zone z.time_zone
      order by z.valid_from desc
      limit 1
    )
    from unnest(p_user_codes) with ordinality as o(user_code, place)
    order by o.place
  );
  names jsonb := coalesce(
    p_named,
    case when cardinality(p_user_codes) = 1 then daybook.crowded_values(p_user_codes[1], p_date) end
  );
  -- Null on a day that has room for all its values. Variables, since taking an object out of another copies it, for every row.
  crowded jsonb := nullif(names -> 'crowded', '{}'::jsonb);
  named jsonb := names -> 'named';
begin
  return query
  with raw_events as (
    select v.user_code, v.date, v.session_date, v.session_id, v.event_id, v.at, v.visitor_id, v.group_code, v.share_code,
      v.page, null::text as target, null::text as outcome, null::text as site
    from public.analytics_page_views v
    where v.user_code = any (p_user_codes)
      and v.date between p_date and p_date + 1
      and (v.date = p_date or v.session_date = p_date)
      and p_visitors is null
    union all
    select c.user_code, c.date, c.session_date, c.session_id, c.event_id, c.at, c.visitor_id, c.group_code, c.share_code,
      c.page, c.target, c.outcome, nullif(c.site, '')
    from public.analytics_clicks c
    where c.user_code = any (p_user_codes)
      and c.date between p_date and p_date + 1
      and (c.date = p_date or c.session_date = p_date)
      and p_visitors is null
    union all
    select p_user_codes[1], e.*
    from daybook.visitors_events(p_user_codes[1], p_date, p_visitors) as e
    where p_visitors is not null
      and e.event_id is not null
      and case when e.target is null then e.event_id not in (select w.id from unnest(p_without_views) as w(id))
        else e.event_id not in (select w.id from unnest(p_without_clicks) as w(id)) end
  ),
  -- An owner is the place of its code in p_user_codes from here on: numbers are grouped faster than texts.
  owners as (
    select o.user_code, o.place::integer as place
    from unnest(p_user_codes) with ordinality as o(user_code, place)
  ),
  -- What has a name at no scope, and room at none, is '(other)' from here on; all else is looked at for each of them below.
  events as materialized (
    select o.place as owner, e.date, e.session_date, e.session_id, e.event_id, e.at, e.visitor_id, e.group_code, e.share_code,
      case
        when crowded is null or named ? ('page ' || e.page)
          or not crowded ?& array['page owner:', 'page group:' || e.group_code, 'page contact:' || e.share_code]
          then e.page
        else '(other)'
      end as page,
      case
        when e.target is null or crowded is null or named ? ('target ' || e.target)
          or not crowded ?& array['target owner:', 'target group:' || e.group_code, 'target contact:' || e.share_code]
          then e.target
        else '(other)'
      end as target,
      e.outcome,
      case
        when e.site is null or crowded is null or named ? ('site ' || e.site)
          or not crowded ?& array['site owner:', 'site group:' || e.group_code, 'site contact:' || e.share_code]
          then e.site
        else '(other)'
      end as site
    from raw_events e
    join owners o on o.user_code = e.user_code
  ),
  sessions as (
    select s.*
    from public.analytics_sessions s
    where s.user_code = any (p_user_codes)
      and s.date = p_date
      and p_visitors is null
    union all
    select s.*
    from daybook.sessions_by_id(
      p_user_codes[1], p_date, array(select distinct e.session_id from events e where e.session_date = p_date)
    ) as s
    where p_visitors is not null and s.session_id is not null
  ),
  courses as (
    select
      e.owner, e.session_id,
      count(*) filter (where e.target is null)                                         as page_views,
      count(e.target)                                                                  as clicks,
      max(e.at)                                                                        as last_at,
      array_agg(e.page order by e.at, e.event_id) filter (where e.target is null)      as pages
    from events e
    where e.session_date = p_date
    group by e.session_id, e.owner
  ),
  visits as materialized (
    select
      o.place as owner, s.visitor_id, s.group_code, s.share_code,
      to_char(s.started_at at time zone zones[o.place], 'HH24')       as hour,
      s.referrer, s.channel, s.utm_source, s.utm_medium, s.utm_campaign,
      s.country, s.device, s.browser, s.os, s.language,
      coalesce(c.page_views, 0)::integer                    as page_views,
      coalesce(c.clicks, 0)::integer                        as clicks,
      (coalesce(c.clicks, 0) > 0)::integer                  as contacting,
      (coalesce(c.clicks, 0) = 0 and coalesce(c.page_views, 0) <= 1)::integer as bounced,
      greatest(0, floor(extract(epoch from c.last_at - s.started_at)))::integer as duration_seconds,
      c.pages[1]                                            as entry,
      c.pages[array_upper(c.pages, 1)]                      as exit
    from sessions s
    join owners o on o.user_code = s.user_code
    left join courses c on c.owner = o.place and c.session_id = s.session_id
  ),
  -- What one session did on one page, with one target, and to one site.
  acts as materialized (
    select
      e.owner, e.session_id, e.visitor_id, e.group_code, e.share_code, e.dimension, e.value,
      (e.session_date = p_date)::integer                                                     as sessions,
      count(*) filter (where e.date = p_date and e.target is null)::integer                  as page_views,
      count(e.target) filter (where e.date = p_date)::integer                                as clicks,
      count(*) filter (where e.date = p_date and e.dimension = 'target' and e.outcome = 'opened')::integer as opened,
      count(*) filter (where e.date = p_date and e.dimension = 'target' and e.outcome = 'stayed')::integer as stayed
    from (
      select e.*, 'page' as dimension, e.page as value from events e where e.page is not null
      union all
      select e.*, 'target', e.target from events e where e.target is not null
      union all
      select e.*, 'site', e.site from events e where e.site is not null
    ) as e
    group by e.owner, e.visitor_id, e.group_code, e.share_code, e.dimension, e.value, e.session_date, e.session_id
  ),
  returning_visitors as materialized (
    select v.visitor_id
    from visits v
    group by v.owner, v.visitor_id
    having count(*) > 1
  ),

  -- Totals: of each group's part of a share's visits, of which those of every slice are sums.
  by_pair as (
    select v.owner, v.group_code, v.share_code,
      count(*)::integer as sessions, 0 as page_views, 0 as clicks,
      sum(v.contacting)::integer as contacting_sessions, sum(v.bounced)::integer as bounces,
      sum(v.duration_seconds) as duration_seconds
    from visits v
    group by v.owner, v.group_code, v.share_code
    union all
    select e.owner, e.group_code, e.share_code,
      0, (count(*) - count(e.target))::integer, count(e.target)::integer, 0, 0, 0
    from events e
    where e.date = p_date
    group by e.owner, e.group_code, e.share_code
  ),
  repeated_visits as (
    select r.owner, r.scope, r.group_code, r.share_code, sum(r.sessions - 1) as visitors
    from (
      select v.owner, grouping(v.group_code, v.share_code) as scope, v.group_code, v.share_code, count(*) as sessions
      from visits v
      where v.visitor_id in (select r.visitor_id from returning_visitors r)
      group by v.owner, v.visitor_id,
        grouping sets ((), (v.group_code), (v.share_code), (v.group_code, v.share_code))
      having count(*) > 1
    ) as r
    group by r.owner, r.scope, r.group_code, r.share_code
  ),
  totals as (
    select t.owner, t.scope, t.group_code, t.share_code,
      (t.sessions - coalesce(r.visitors, 0))::bigint as visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions,
      t.bounces, t.duration_seconds
    from (
      select b.owner, grouping(b.group_code, b.share_code) as scope, b.group_code, b.share_code,
        sum(b.sessions) as sessions, sum(b.page_views) as page_views, sum(b.clicks) as clicks,
        sum(b.contacting_sessions) as contacting_sessions, sum(b.bounces) as bounces,
        sum(b.duration_seconds)::bigint as duration_seconds
      from by_pair b
      group by b.owner, grouping sets ((), (b.group_code), (b.share_code), (b.group_code, b.share_code))
    ) as t
    left join repeated_visits r
      on r.owner = t.owner and r.scope = t.scope and coalesce(r.group_code, '') = coalesce(t.group_code, '')
      and coalesce(r.share_code, '') = coalesce(t.share_code, '')
  ),
  -- Of a share one row of totals, and one for each group.
  slice_totals as (
    select t.owner, case when t.scope = 0 then 2 else t.scope end as scope,
      case when t.scope = 1 then t.group_code when t.scope = 3 then '' else t.share_code end as scope_code,
      max(t.visitors) filter (where t.scope > 0) as visitors, max(t.sessions) filter (where t.scope > 0) as sessions,
      max(t.page_views) filter (where t.scope > 0) as page_views, max(t.clicks) filter (where t.scope > 0) as clicks,
      max(t.contacting_sessions) filter (where t.scope > 0) as contacting_sessions,
      max(t.bounces) filter (where t.scope > 0) as bounces,
      max(t.duration_seconds) filter (where t.scope > 0) as duration_seconds,
      case when count(*) filter (where t.scope = 0) = 1 then min(t.group_code) end as group_code,
      case when count(*) filter (where t.scope = 0) > 1 then
        jsonb_agg(
          jsonb_build_object(
            'group_code', t.group_code, 'visitors', t.visitors, 'sessions', t.sessions, 'page_views', t.page_views,
            'clicks', t.clicks, 'contacting_sessions', t.contacting_sessions, 'bounces', t.bounces,
            'duration_seconds', t.duration_seconds
          ) order by t.group_code
        ) filter (where t.scope = 0)
      end as by_group
    from totals t
    group by t.owner, 2, 3
  ),

  -- The attributes of visits, a row for each: of all of them where one has too many values, else of those whose visitors came again.
  -- Two arrays side by side, for a lateral list of values is prepared anew for every row.
  attributes as not materialized (
    select
      a.owner, a.visitor_id, a.group_code, a.share_code, a.dimension,
      case
        when crowded is null or named ? (a.dimension || ' ' || a.value)
          or not crowded ?& array[
            a.dimension || ' owner:', a.dimension || ' group:' || a.group_code, a.dimension || ' contact:' || a.share_code
          ]
          then a.value
        else '(other)'
      end as value,
      a.page_views, a.clicks, a.contacting
    from (
      select v.owner, v.visitor_id, v.group_code, v.share_code, v.page_views, v.clicks, v.contacting,
        unnest(array[
          'hour', 'referrer', 'channel', 'utm_source', 'utm_medium', 'utm_campaign', 'country', 'device', 'browser', 'os', 'language'
        ]) as dimension,
        unnest(array[
          v.hour, v.referrer, v.channel, v.utm_source, v.utm_medium, v.utm_campaign,
          v.country, v.device, v.browser, v.os, v.language
        ]) as value
      from visits v
      where crowded is not null or v.visitor_id in (select r.visitor_id from returning_visitors r)
    ) as a
  ),
  -- What is counted in parts, each of which belongs to a slice of every scope.
  parts as (
    select a.owner, a.group_code, a.share_code, a.dimension, a.value, a.sessions, a.page_views, a.clicks,
      case a.dimension when 'site' then a.sessions else 0 end as contacting_sessions, 0 as entries, 0 as exits, a.opened, a.stayed
    from acts a
    union all
    select v.owner, v.group_code, v.share_code, 'page', v.entry, 0, 0, 0, 0, 1, 0, 0, 0 from visits v where v.entry is not null
    union all
    select v.owner, v.group_code, v.share_code, 'page', v.exit, 0, 0, 0, 0, 0, 1, 0, 0 from visits v where v.exit is not null
    union all
    select v.owner, v.group_code, v.share_code, 'hour', v.hour, 1, 0, 0, v.contacting, 0, 0, 0, 0 from visits v
    union all
    select h.owner, h.group_code, h.share_code, 'hour', lpad(h.hour::text, 2, '0'), 0, h.page_views, h.clicks, 0, 0, 0, 0, 0
    from (
      select
        e.owner, e.group_code, e.share_code, date_part('hour', e.at at time zone zones[e.owner]) as hour,
        (count(*) - count(e.target))::integer as page_views, count(e.target)::integer as clicks
      from events e
      where e.date = p_date
      group by e.owner, e.group_code, e.share_code, date_part('hour', e.at at time zone zones[e.owner])
    ) as h
    union all
    select a.owner, a.group_code, a.share_code, a.dimension, a.value,
      count(*)::integer, sum(a.page_views)::integer, sum(a.clicks)::integer, sum(a.contacting)::integer, 0, 0, 0, 0
    from attributes a
    where crowded is not null and a.dimension <> 'hour'
    group by a.owner, a.group_code, a.share_code, a.dimension, a.value
  ),
  placed_parts as (
    select p.*,
      case
        when crowded is null or not crowded ? (p.dimension || ' owner:')
          or named ? (p.dimension || ' owner: ' || p.value) then p.value
        else '(other)'
      end as of_owner,
      case
        when crowded is null or not crowded ? (p.dimension || ' group:' || p.group_code)
          or named ? (p.dimension || ' group:' || p.group_code || ' ' || p.value) then p.value
        else '(other)'
      end as of_group,
      case
        when crowded is null or not crowded ? (p.dimension || ' contact:' || p.share_code)
          or named ? (p.dimension || ' contact:' || p.share_code || ' ' || p.value) then p.value
        else '(other)'
      end as of_share
    from parts p
  ),
  by_part as (
    select p.owner, grouping(p.group_code, p.share_code) as scope, coalesce(p.group_code, p.share_code, '') as scope_code,
      p.dimension, coalesce(p.of_owner, p.of_group, p.of_share) as value,
      sum(p.sessions)::integer as sessions, sum(p.page_views)::integer as page_views, sum(p.clicks)::integer as clicks,
      sum(p.contacting_sessions)::integer as contacting_sessions,
      sum(p.entries)::integer as entries, sum(p.exits)::integer as exits,
      sum(p.opened)::integer as opened, sum(p.stayed)::integer as stayed
    from placed_parts p
    group by p.owner, p.dimension,
      grouping sets ((p.of_owner), (p.group_code, p.of_group), (p.share_code, p.of_share))
    union all
    -- Where all values have room, visits are counted by each attribute as they are: spreading them first costs more.
    select v.owner, grouping(v.group_code, v.share_code), coalesce(v.group_code, v.share_code, ''),
      case grouping(
        v.referrer, v.channel, v.utm_source, v.utm_medium, v.utm_campaign, v.country,
        v.device, v.browser, v.os, v.language
      )
        when 511 then 'referrer' when 767 then 'channel' when 895 then 'utm_source'
        when 959 then 'utm_medium' when 991 then 'utm_campaign' when 1007 then 'country'
        when 1015 then 'device' when 1019 then 'browser' when 1021 then 'os'
        when 1022 then 'language'
      end,
      coalesce(
        v.referrer, v.channel, v.utm_source, v.utm_medium, v.utm_campaign, v.country,
        v.device, v.browser, v.os, v.language
      ),
      count(*)::integer, sum(v.page_views)::integer, sum(v.clicks)::integer, sum(v.contacting)::integer, 0, 0, 0, 0
    from visits v
    where crowded is null
    group by v.owner,
      grouping sets ((), (v.group_code), (v.share_code)),
      grouping sets (
        (v.referrer), (v.channel), (v.utm_source), (v.utm_medium), (v.utm_campaign),
        (v.country), (v.device), (v.browser), (v.os), (v.language)
      )
  ),

  -- What does not add up, at each scope: visitors who came more than once, and visits with several values that have no name.
  unnamed_acts as materialized (
    select a.owner, p.scope, p.scope_code, a.dimension, a.visitor_id, count(*)::integer as acts
    from acts a
    cross join lateral (values
      (3, '', 'owner:'), (1, a.group_code, 'group:' || a.group_code), (2, a.share_code, 'contact:' || a.share_code)
    ) as p(scope, scope_code, place)
    where crowded is not null
      and a.sessions = 1
      and crowded ? (a.dimension || ' ' || p.place)
      and not named ? (a.dimension || ' ' || p.place || ' ' || a.value)
    group by a.owner, p.scope, p.scope_code, a.dimension, a.visitor_id, a.session_id
  ),
  -- By the names that they have at each scope; what an act has no name at is counted by visits, below.
  placed_repeats as (
    select a.owner, a.visitor_id, a.group_code, a.share_code, a.dimension,
      case
        when crowded is null or not crowded ? (a.dimension || ' owner:')
          or named ? (a.dimension || ' owner: ' || a.value) then a.value
        when a.is_attribute then '(other)'
      end as of_owner,
      case
        when crowded is null or not crowded ? (a.dimension || ' group:' || a.group_code)
          or named ? (a.dimension || ' group:' || a.group_code || ' ' || a.value) then a.value
        when a.is_attribute then '(other)'
      end as of_group,
      case
        when crowded is null or not crowded ? (a.dimension || ' contact:' || a.share_code)
          or named ? (a.dimension || ' contact:' || a.share_code || ' ' || a.value) then a.value
        when a.is_attribute then '(other)'
      end as of_share
    from (
      select v.owner, v.visitor_id, v.group_code, v.share_code, v.dimension, v.value, true as is_attribute
      from attributes v
      union all
      select c.owner, c.visitor_id, c.group_code, c.share_code, c.dimension, c.value, false
      from acts c
      where c.sessions = 1
    ) as a
    where a.visitor_id in (select r.visitor_id from returning_visitors r)
  ),
  repeated as (
    select p.owner, grouping(p.group_code, p.share_code) as scope, coalesce(p.group_code, p.share_code, '') as scope_code,
      p.dimension, coalesce(p.of_owner, p.of_group, p.of_share) as value, count(*)::integer as sessions
    from placed_repeats p
    group by p.owner, p.visitor_id, p.dimension,
      grouping sets ((p.of_owner), (p.group_code, p.of_group), (p.share_code, p.of_share))
    having count(*) > 1 and coalesce(p.of_owner, p.of_group, p.of_share) is not null
    union all
    select u.owner, u.scope, u.scope_code, u.dimension, '(other)', count(*)::integer
    from unnamed_acts u
    where u.visitor_id in (select r.visitor_id from returning_visitors r)
    group by u.owner, u.visitor_id, u.scope, u.scope_code, u.dimension
    having count(*) > 1
  ),
  surplus as (
    select s.owner, s.scope, s.scope_code, s.dimension, s.value,
      sum(s.sessions)::integer as sessions, sum(s.visitors)::integer as visitors
    from (
      select r.owner, r.scope, r.scope_code, r.dimension, r.value, 0 as sessions, r.sessions - 1 as visitors
      from repeated r
      union all
      select u.owner, u.scope, u.scope_code, u.dimension, '(other)', u.acts - 1, u.acts - 1
      from unnamed_acts u
    ) as s
    group by s.owner, s.scope, s.scope_code, s.dimension, s.value
  ),

  breakdowns as (
    select b.owner, b.scope, b.scope_code, array_agg((
      b.dimension, b.value, b.sessions - coalesce(s.visitors, 0), b.sessions - coalesce(s.sessions, 0), b.page_views, b.clicks,
      b.contacting_sessions - case b.dimension when 'site' then coalesce(s.sessions, 0) else 0 end,
      b.entries, b.exits, b.opened, b.stayed
    )::daybook.breakdown_value) as breakdown
    from by_part b
    left join surplus s
      on s.owner = b.owner and s.scope = b.scope and s.scope_code = b.scope_code
      and s.dimension = b.dimension and s.value = b.value
    group by b.owner, b.scope, b.scope_code
  )
  select
    p_user_codes[coalesce(t.owner, b.owner)],
    case coalesce(t.scope, b.scope) when 3 then 'owner' when 1 then 'group' else 'contact' end,
    coalesce(t.scope_code, b.scope_code),
    t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds,
    t.group_code, t.by_group,
    coalesce(b.breakdown, '{}'::daybook.breakdown_value[])
  from slice_totals t
  full join breakdowns b on b.owner = t.owner and b.scope = t.scope and b.scope_code = t.scope_code;
end;
$$;

revoke all on function daybook.count_days(text[], date, bigint[], uuid[], uuid[], jsonb) from public;

-- What count_days counts, for one owner, as rows. Rows of sections 'totals' and 'group' come for every scope; those of 'target', 'page'
-- and 'dimension' only for the scope asked for (null: all three).
create function daybook.count_day(
  p_user_code text,
  p_date date,
  p_scope text default null,
  p_scope_code text default '',
  p_visitors bigint[] default null,
  p_without_views uuid[] default '{}',
  p_without_clicks uuid[] default '{}',
  p_named jsonb default null
)
returns setof daybook.counted_row
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  with slices as materialized (
    select s.*
    from daybook.count_days(
      array[p_user_code], p_date, p_visitors, p_without_views, p_without_clicks, p_named
    ) as s
  )
  select p_user_code, 'totals', s.scope, s.scope_code, '', '',
    s.visitors, s.sessions, s.page_views, s.clicks, s.contacting_sessions, s.bounces, s.duration_seconds,
    0::bigint, 0::bigint, 0::bigint, 0::bigint
  from slices s
  where s.visitors is not null
  union all
  select p_user_code, 'group', s.scope, s.scope_code, '', s.group_code,
    s.visitors, s.sessions, s.page_views, s.clicks, s.contacting_sessions, s.bounces, s.duration_seconds, 0, 0, 0, 0
  from slices s
  where s.group_code is not null
  union all
  select p_user_code, 'group', s.scope, s.scope_code, '', g.group_code,
    g.visitors, g.sessions, g.page_views, g.clicks, g.contacting_sessions, g.bounces, g.duration_seconds, 0, 0, 0, 0
  from slices s
  cross join lateral jsonb_to_recordset(s.by_group) as g(
    group_code text, visitors bigint, sessions bigint, page_views bigint, clicks bigint,
    contacting_sessions bigint, bounces bigint, duration_seconds bigint
  )
  where s.by_group is not null
  union all
  select p_user_code,
    case when v.dimension in ('target', 'page') then v.dimension else 'dimension' end, s.scope, s.scope_code,
    case when v.dimension in ('target', 'page') then '' else v.dimension end, v.value,
    v.visitors, v.sessions, v.page_views, v.clicks, v.contacting_sessions, 0, 0, v.entries, v.exits, v.opened, v.stayed
  from slices s
  cross join lateral unnest(s.breakdown) as v
  where p_scope is null or (s.scope = p_scope and s.scope_code = p_scope_code);
end;
$$;

revoke all on function daybook.count_day(text, date, text, text, bigint[], uuid[], uuid[], jsonb) from public;

-- The rows of one (owner, day), as count_day and live_day return them, slice by slice as count_days does.
create function daybook.slices_of(p_rows daybook.counted_row[]) returns setof daybook.counted_slice
language plpgsql stable
set search_path = ''
set enable_sort = off
as $$
begin
  return query
  select r.user_code, r.scope, r.scope_code,
    max(r.visitors) filter (where r.section = 'totals'), max(r.sessions) filter (where r.section = 'totals'),
    max(r.page_views) filter (where r.section = 'totals'), max(r.clicks) filter (where r.section = 'totals'),
    max(r.contacting_sessions) filter (where r.section = 'totals'), max(r.bounces) filter (where r.section = 'totals'),
    max(r.duration_seconds) filter (where r.section = 'totals'),
    case when count(*) filter (where r.section = 'group') = 1 then min(r.value) filter (where r.section = 'group') end,
    case when count(*) filter (where r.section = 'group') > 1 then
      jsonb_agg(
        jsonb_build_object(
          'group_code', r.value, 'visitors', r.visitors, 'sessions', r.sessions, 'page_views', r.page_views,
          'clicks', r.clicks, 'contacting_sessions', r.contacting_sessions, 'bounces', r.bounces,
          'duration_seconds', r.duration_seconds
        ) order by r.value
      ) filter (where r.section = 'group')
    end,
    coalesce(
      array_agg((
        case r.section when 'dimension' then r.dimension else r.section end, r.value,
        r.visitors, r.sessions, r.page_views, r.clicks, r.contacting_sessions, r.entries, r.exits, r.opened, r.stayed
      )::daybook.breakdown_value) filter (where r.section in ('dimension', 'page', 'target')),
      '{}'::daybook.breakdown_value[]
    )
  from unnest(p_rows) as r
  group by r.user_code, r.scope, r.scope_code;
end;
$$;

revoke all on function daybook.slices_of(daybook.counted_row[]) from public;

-- The slices that a day has daily rows in: as the owner, group and contact rows of its last rebuild tell.
create function daybook.day_slices(p_user_code text, p_date date)
returns table (scope text, scope_code text)
language plpgsql stable
set search_path = ''
set enable_seqscan = off
as $$
begin
  return query
  select 'owner', ''
  union all
  select 'group', g.group_code
  from public.analytics_daily_group_stats g
  where g.user_code = p_user_code and g.date = p_date
  union all
  select 'contact', c.share_code
  from public.analytics_daily_contact_stats c
  where c.user_code = p_user_code and c.date = p_date;
end;
$$;

revoke all on function daybook.day_slices(text, date) from public;

-- The daily rows of one (owner, day), in the shape of count_day.
create function daybook.daily_rows(
  p_user_code text,
  p_date date,
  p_scope text default null,
  p_scope_code text default ''
)
returns setof daybook.counted_row
language plpgsql stable
set search_path = ''
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set enable_nestloop = on
as $$
begin
  return query
  with slices as materialized (
    select s.scope, s.scope_code
    from daybook.day_slices(p_user_code, p_date) as s
    where p_scope is null or (s.scope = p_scope and s.scope_code = p_scope_code)
  )
  select p_user_code, 'totals', 'owner', '', '', '',
    t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds,
    0::bigint, 0::bigint, 0::bigint, 0::bigint
  from public.analytics_daily_user_stats t
  where t.user_code = p_user_code and t.date = p_date
  union all
  select p_user_code, 'totals', 'group', t.group_code, '', '',
    t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds, 0, 0, 0, 0
  from public.analytics_daily_group_stats t
  where t.user_code = p_user_code and t.date = p_date
  union all
  select p_user_code, 'totals', 'contact', t.share_code, '', '',
    t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds, 0, 0, 0, 0
  from public.analytics_daily_contact_stats t
  where t.user_code = p_user_code and t.date = p_date
  union all
  select p_user_code, 'group', 'contact', t.share_code, '', t.group_code,
    t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds, 0, 0, 0, 0
  from daybook.group_contacts t
  where t.user_code = p_user_code and t.date = p_date
  union all
  select p_user_code, 'target', 'owner', '', '', t.target, t.visitors, t.sessions, 0, t.clicks, 0, 0, 0, 0, 0, t.opened, t.stayed
  from public.analytics_daily_click_targets t
  where t.user_code = p_user_code and t.date = p_date and (p_scope is null or p_scope = 'owner')
  union all
  select p_user_code, 'page', 'owner', '', '', t.page, t.visitors, t.sessions, t.page_views, t.clicks, 0, 0, 0, t.entries, t.exits, 0, 0
  from public.analytics_daily_page_stats t
  where t.user_code = p_user_code and t.date = p_date and (p_scope is null or p_scope = 'owner')
  union all
  select p_user_code,
    case when v.dimension in ('target', 'page') then v.dimension else 'dimension' end, b.scope, b.scope_code,
    case when v.dimension in ('target', 'page') then '' else v.dimension end, v.value,
    v.visitors, v.sessions, v.page_views, v.clicks, v.contacting_sessions, 0, 0, v.entries, v.exits, v.opened, v.stayed
  from slices s
  join public.analytics_daily_breakdowns b
    on b.user_code = p_user_code and b.scope = s.scope and b.scope_code = s.scope_code and b.date = p_date
  cross join lateral unnest(b.breakdown) as v;
end;
$$;

revoke all on function daybook.daily_rows(text, date, text, text) from public;

-- What count_day counts for a dirty day, without reading the whole day: the daily rows of its last rebuild, minus what they
-- hold of the visitors that the marks name, plus those visitors counted anew. This is exact, because the daily rows were
-- counted from raw without the marked rows, and every number is a sum over visitors. Without daily rows, or when the marks
-- name more than 5,000 visitors or one of them names nobody, as an erasure's does, the whole day is counted. Values that the daily rows name stay named, and new ones are named
-- while there is room; which values are the most frequent ones is decided anew when the whole day is counted.
create function daybook.live_day(
  p_user_code text,
  p_date date,
  p_scope text default null,
  p_scope_code text default ''
)
returns setof daybook.counted_row
language plpgsql stable
set search_path = ''
set enable_seqscan = off
set jit = off
as $$
declare
  changed bigint[];
  new_views uuid[];
  new_clicks uuid[];
  held daybook.counted_row[];
  named jsonb := '{}'::jsonb;
begin
  if exists (
    select 1
    from public.analytics_days d
    where d.user_code = p_user_code and d.date = p_date and d.computed_at is not null
  ) and not exists (
    select 1
    from public.analytics_dirty_days m
    where m.user_code = p_user_code and m.date = p_date and m.visitor_ids = '{}'
  ) then
    select array_agg(distinct v.visitor_id)
    into changed
    from public.analytics_dirty_days m
    cross join lateral unnest(m.visitor_ids) as v(visitor_id)
    where m.user_code = p_user_code and m.date = p_date;
  end if;

  if changed is null or cardinality(changed) > 5000 then
    return query select * from daybook.count_day(p_user_code, p_date, p_scope, p_scope_code);
    return;
  end if;

  select
    coalesce(array_agg(i.id) filter (where i.kind = 'page_view'), '{}'),
    coalesce(array_agg(i.id) filter (where i.kind = 'click'), '{}')
  into new_views, new_clicks
  from public.analytics_dirty_days m
  cross join lateral (
    select 'page_view', u.id from unnest(m.view_ids) as u(id)
    union all
    select 'click', u.id from unnest(m.click_ids) as u(id)
  ) as i(kind, id)
  where m.user_code = p_user_code and m.date = p_date;

  held := array(
    select r::daybook.counted_row from daybook.daily_rows(p_user_code, p_date, p_scope, p_scope_code) as r
  );
  -- As many new values as new events would have to fit, or they are looked at.
  if (
    select coalesce(max(n.named), 0)
    from (select count(*) as named from unnest(held) as h group by h.section, h.scope, h.scope_code, h.dimension) as n
  ) + cardinality(new_views) + cardinality(new_clicks) > daybook.value_limit() then
    named := daybook.crowded_values(p_user_code, p_date, changed, held);
  end if;

  return query
  with parts as (
    select * from unnest(held)
    union all
    select * from daybook.count_day(p_user_code, p_date, p_scope, p_scope_code, changed, p_named => named)
    union all
    select
      b.user_code, b.section, b.scope, b.scope_code, b.dimension, b.value,
      -b.visitors, -b.sessions, -b.page_views, -b.clicks, -b.contacting_sessions, -b.bounces, -b.duration_seconds,
      -b.entries, -b.exits, -b.opened, -b.stayed
    from daybook.count_day(
      p_user_code, p_date, p_scope, p_scope_code, changed, new_views, new_clicks, named
    ) as b
  )
  select
    p.user_code, p.section, p.scope, p.scope_code, p.dimension, p.value,
    sum(p.visitors)::bigint, sum(p.sessions)::bigint, sum(p.page_views)::bigint, sum(p.clicks)::bigint,
    sum(p.contacting_sessions)::bigint, sum(p.bounces)::bigint, sum(p.duration_seconds)::bigint,
    sum(p.entries)::bigint, sum(p.exits)::bigint, sum(p.opened)::bigint, sum(p.stayed)::bigint
  from parts p
  group by p.user_code, p.section, p.scope, p.scope_code, p.dimension, p.value
  having sum(p.sessions) <> 0 or sum(p.page_views) <> 0 or sum(p.clicks) <> 0
    or sum(p.entries) <> 0 or sum(p.exits) <> 0;
end;
$$;

revoke all on function daybook.live_day(text, date, text, text) from public;

-- The live counts of some dirty days of one owner, as one array that the parts of an answer share: counted once. Totals
-- come for every scope, the rest for the scope asked for.
create function daybook.live_rows(p_user_code text, p_dates date[], p_scope text, p_scope_code text)
returns daybook.live_row[]
language plpgsql stable
set search_path = ''
as $$
begin
  return array(
    select (
      d.date, c.section, c.scope, c.scope_code, c.dimension, c.value,
      c.visitors, c.sessions, c.page_views, c.clicks, c.contacting_sessions, c.bounces, c.duration_seconds,
      c.entries, c.exits, c.opened, c.stayed
    )::daybook.live_row
    from unnest(p_dates) as d(date)
    cross join lateral daybook.live_day(p_user_code, d.date, p_scope, p_scope_code) as c
  );
end;
$$;

revoke all on function daybook.live_rows(text, date[], text, text) from public;


-- -------------------------------------------------------------------------------------------------------------- rollup

-- Removes the breakdowns of some slices of one date (p_owners[i], p_scopes[i], p_scope_codes[i]). Held to the primary key like
-- sessions_by_id: the planner could read all days of the owners.
create function daybook.drop_breakdowns(p_date date, p_owners text[], p_scopes text[], p_scope_codes text[]) returns void
language plpgsql
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = on
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set cpu_index_tuple_cost = 1
set plan_cache_mode = force_generic_plan
as $$
begin
  delete from public.analytics_daily_breakdowns b
  using unnest(p_owners, p_scopes, p_scope_codes) as s(user_code, scope, scope_code)
  where b.user_code = s.user_code and b.scope = s.scope and b.scope_code = s.scope_code and b.date = p_date;
end;
$$;

revoke all on function daybook.drop_breakdowns(date, text[], text[], text[]) from public;

-- Replaces the daily rows that some owners have of one date by counted ones, in the caller's transaction. p_again: those of the
-- owners who may have rows of it. Part of rebuild_day and rebuild_small_days, which hold the days against other rebuilds.
-- Targets and pages that are right already are left alone, and of a single owner breakdowns too, which are kept in order for this: a
-- refresh writes little then. Of many owners putting them in order would cost more than writing them.
create function daybook.store_days(p_date date, p_again text[], p_slices daybook.counted_slice[]) returns void
language plpgsql
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
as $$
declare
  former record;
  is_single boolean := cardinality(p_again) = 1;
begin
  if p_again <> '{}' then
    with of_owners as materialized (
      select s.user_code, v.dimension, v.value, v.visitors, v.sessions, v.page_views, v.clicks, v.entries, v.exits, v.opened, v.stayed
      from unnest(p_slices) as s
      cross join lateral unnest(s.breakdown) as v
      where s.scope = 'owner' and v.dimension in ('target', 'page') and s.user_code = any (p_again)
    ),
    targets as (
      delete from public.analytics_daily_click_targets t
      where t.user_code = any (p_again) and t.date = p_date
        and (t.user_code, t.target, t.visitors, t.sessions, t.clicks, t.opened, t.stayed) not in (
          select c.user_code, c.value, c.visitors, c.sessions, c.clicks, c.opened, c.stayed
          from of_owners c
          where c.dimension = 'target'
        )
    ),
    pages as (
      delete from public.analytics_daily_page_stats t
      where t.user_code = any (p_again) and t.date = p_date
        and (t.user_code, t.page, t.visitors, t.sessions, t.page_views, t.clicks, t.entries, t.exits) not in (
          select c.user_code, c.value, c.visitors, c.sessions, c.page_views, c.clicks, c.entries, c.exits
          from of_owners c
          where c.dimension = 'page'
        )
    ),
    users as (
      delete from public.analytics_daily_user_stats t
      where t.user_code = any (p_again) and t.date = p_date
      returning t.user_code, 'owner' as scope, '' as scope_code
    ),
    groups as (
      delete from public.analytics_daily_group_stats t
      where t.user_code = any (p_again) and t.date = p_date
      returning t.user_code, 'group' as scope, t.group_code as scope_code
    ),
    contacts as (
      delete from public.analytics_daily_contact_stats t
      where t.user_code = any (p_again) and t.date = p_date
      returning t.user_code, 'contact' as scope, t.share_code as scope_code
    ),
    gone as (
      select u.user_code, u.scope, u.scope_code from users u
      union all
      select g.user_code, g.scope, g.scope_code from groups g
      union all
      select c.user_code, c.scope, c.scope_code from contacts c
      except
      select s.user_code, s.scope, s.scope_code from unnest(p_slices) as s where s.breakdown <> '{}'
    )
    select
      coalesce(array_agg(g.user_code), '{}') as user_codes, array_agg(g.scope) as scopes, array_agg(g.scope_code) as scope_codes
    into former
    from gone g;
    if former.user_codes <> '{}' then
      perform daybook.drop_breakdowns(p_date, former.user_codes, former.scopes, former.scope_codes);
    end if;
  end if;

  with slices as materialized (
    select * from unnest(p_slices)
  ),
  of_owners as materialized (
    select s.user_code, v.dimension, v.value, v.visitors, v.sessions, v.page_views, v.clicks, v.entries, v.exits, v.opened, v.stayed
    from slices s
    cross join lateral unnest(s.breakdown) as v
    where s.scope = 'owner' and v.dimension in ('target', 'page')
  ),
  users as (
    insert into public.analytics_daily_user_stats (
      user_code, date, visitors, sessions, page_views, clicks, contacting_sessions, bounces, duration_seconds
    )
    select s.user_code, p_date,
      s.visitors, s.sessions, s.page_views, s.clicks, s.contacting_sessions, s.bounces, s.duration_seconds
    from slices s
    where s.scope = 'owner' and s.visitors is not null
  ),
  groups as (
    insert into public.analytics_daily_group_stats (
      user_code, date, group_code,
      visitors, sessions, page_views, clicks, contacting_sessions, bounces, duration_seconds
    )
    select s.user_code, p_date, s.scope_code,
      s.visitors, s.sessions, s.page_views, s.clicks, s.contacting_sessions, s.bounces, s.duration_seconds
    from slices s
    where s.scope = 'group' and s.visitors is not null
  ),
  contacts as (
    insert into public.analytics_daily_contact_stats (
      user_code, date, share_code,
      visitors, sessions, page_views, clicks, contacting_sessions, bounces, duration_seconds, group_code, by_group
    )
    select s.user_code, p_date, s.scope_code,
      s.visitors, s.sessions, s.page_views, s.clicks, s.contacting_sessions, s.bounces, s.duration_seconds,
      s.group_code, s.by_group
    from slices s
    where s.scope = 'contact' and s.visitors is not null
  ),
  targets as (
    insert into public.analytics_daily_click_targets (
      user_code, date, target, visitors, sessions, clicks, opened, stayed
    )
    select c.user_code, p_date, c.value, c.visitors, c.sessions, c.clicks, c.opened, c.stayed
    from of_owners c
    where c.dimension = 'target'
    on conflict do nothing
  ),
  pages as (
    insert into public.analytics_daily_page_stats (
      user_code, date, page, visitors, sessions, page_views, clicks, entries, exits
    )
    select c.user_code, p_date, c.value, c.visitors, c.sessions, c.page_views, c.clicks, c.entries, c.exits
    from of_owners c
    where c.dimension = 'page'
    on conflict do nothing
  )
  insert into public.analytics_daily_breakdowns as b (user_code, scope, scope_code, date, breakdown)
  select s.user_code, s.scope, s.scope_code, p_date,
    case
      when is_single then array(
        select v
        from unnest(s.breakdown) as v
        where s.scope <> 'owner' or v.dimension not in ('target', 'page')
        order by v.dimension collate "C", v.value collate "C"
      )
      when s.scope = 'owner' then array(select v from unnest(s.breakdown) as v where v.dimension not in ('target', 'page'))
      else s.breakdown
    end
  from slices s
  where s.breakdown <> '{}'
  order by s.user_code, s.scope, s.scope_code
  on conflict (user_code, scope, scope_code, date) do update set breakdown = excluded.breakdown
  where b.breakdown <> excluded.breakdown;
end;
$$;

revoke all on function daybook.store_days(date, text[], daybook.counted_slice[]) from public;

-- Page views and clicks with these keys (p_owners[i], p_dates[i], p_is_click[i], p_ids[i]); what is not there is a row of nulls. Held
-- to the primary keys like sessions_by_id.
create function daybook.events_by_id(p_owners text[], p_dates date[], p_is_click boolean[], p_ids uuid[])
returns table (user_code text, date date, session_date date, session_id uuid)
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = on
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set cpu_index_tuple_cost = 1
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select v.user_code, v.date, v.session_date, v.session_id
  from unnest(p_owners, p_dates, p_is_click, p_ids) as n(user_code, date, is_click, id)
  left join public.analytics_page_views v
    on v.user_code = n.user_code and v.date = n.date and v.event_id = n.id and not n.is_click
  union all
  select c.user_code, c.date, c.session_date, c.session_id
  from unnest(p_owners, p_dates, p_is_click, p_ids) as n(user_code, date, is_click, id)
  left join public.analytics_clicks c
    on c.user_code = n.user_code and c.date = n.date and c.event_id = n.id and n.is_click;
end;
$$;

revoke all on function daybook.events_by_id(text[], date[], boolean[], uuid[]) from public;

-- How many raw rows of some owners' days are gone, told by the events that their marks name (p_owners[i], p_is_click[i], p_ids[i]):
-- so many of them are not there, and so many are fewer without them than the p_known rows, or the p_of_visits events of its
-- sessions, that the daily rows were counted from. So a loss shows also where more has come since. Where p_known is 0 there are no
-- daily rows: so many sessions are not there that events name. p_known null: only the named ones are looked for, and found by
-- their keys instead of reading the day. A day without names cannot tell and is left out.
-- Joins are hashed: old statistics take a day for empty, and a loop would cost the square.
create function daybook.lost_rows(
  p_user_codes text[],
  p_date date,
  p_known bigint[],
  p_of_visits bigint[],
  p_owners text[],
  p_is_click boolean[],
  p_ids uuid[]
)
returns table (user_code text, lost bigint)
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
set work_mem = '64MB'
as $$
declare
  is_known boolean := exists (select 1 from unnest(p_known) as k(raw_rows) where k.raw_rows > 0);
begin
  return query
  with named as materialized (
    select distinct n.user_code, n.is_click, n.id
    from unnest(p_owners, p_is_click, p_ids) as n(user_code, is_click, id)
  ),
  -- What a session did after midnight is named by the marks of its day too.
  wanted as materialized (
    select n.user_code, d.date, n.is_click, n.id
    from named n
    cross join (values (p_date), (p_date + 1)) as d(date)
    where p_known is null
  ),
  events as materialized (
    select v.user_code, v.date, v.session_date, v.session_id, n.id is not null as is_new
    from public.analytics_page_views v
    left join named n on n.user_code = v.user_code and n.id = v.event_id and not n.is_click
    where v.user_code = any (p_user_codes) and v.date between p_date and p_date + 1
      and (v.date = p_date or v.session_date = p_date)
      and p_known is not null
    union all
    select c.user_code, c.date, c.session_date, c.session_id, n.id is not null
    from public.analytics_clicks c
    left join named n on n.user_code = c.user_code and n.id = c.event_id and n.is_click
    where c.user_code = any (p_user_codes) and c.date between p_date and p_date + 1
      and (c.date = p_date or c.session_date = p_date)
      and p_known is not null
    union all
    select e.user_code, e.date, e.session_date, e.session_id, true
    from daybook.events_by_id(
      array(select w.user_code from wanted w), array(select w.date from wanted w),
      array(select w.is_click from wanted w), array(select w.id from wanted w)
    ) as e
    where p_known is null and e.session_id is not null
  ),
  -- Rows that are there, but for those that came with the named events.
  old_sessions as (
    select s.user_code, s.session_id
    from public.analytics_sessions s
    where s.user_code = any (p_user_codes) and s.date = p_date and is_known
    except
    select e.user_code, e.session_id
    from events e
    where e.session_date = p_date and is_known
    group by e.user_code, e.session_id
    having bool_and(e.is_new)
  ),
  missing_sessions as (
    select e.user_code, e.session_id
    from events e
    where e.session_date = p_date and p_known is not null
    except
    select s.user_code, s.session_id
    from public.analytics_sessions s
    where s.user_code = any (p_user_codes) and s.date = p_date and p_known is not null
  ),
  tallies as (
    select n.user_code, count(*) as named, 0 as present, 0 as old_rows, 0 as old_of_visits, 0 as missing_sessions
    from named n
    group by n.user_code
    union all
    select e.user_code, 0, count(*) filter (where e.is_new), count(*) filter (where e.date = p_date and not e.is_new),
      count(*) filter (where e.session_date = p_date and not e.is_new), 0
    from events e
    group by e.user_code
    union all
    select s.user_code, 0, 0, count(*), 0, 0 from old_sessions s group by s.user_code
    union all
    select m.user_code, 0, 0, 0, 0, count(*) from missing_sessions m group by m.user_code
  )
  select t.user_code, (
    greatest(sum(t.named) - sum(t.present), 0)
    + case
      when max(k.raw_rows) > 0 then
        greatest(max(k.raw_rows) - sum(t.old_rows), max(k.of_visits) - sum(t.old_of_visits), 0)
      else sum(t.missing_sessions)
    end
  )::bigint
  from tallies t
  left join (select * from unnest(p_user_codes, p_known, p_of_visits)) as k(user_code, raw_rows, of_visits)
    on k.user_code = t.user_code
  group by t.user_code
  having sum(t.named) > 0;
end;
$$;

revoke all on function daybook.lost_rows(text[], date, bigint[], bigint[], text[], boolean[], uuid[]) from public;

-- The totals that some owners' daily rows have of one day, as { user_code: totals }; who has no rows of it is left out. JSON, and not the
-- rows themselves: a row of a table cannot be handed from one node of a cluster to another.
create function daybook.days_totals(p_user_codes text[], p_date date) returns jsonb
language plpgsql stable
set search_path = ''
set enable_seqscan = off
as $$
begin
  return (
    select coalesce(
      jsonb_object_agg(t.user_code, daybook.totals(
        t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
      )), '{}'
    )
    from public.analytics_daily_user_stats t
    where t.user_code = any (p_user_codes) and t.date = p_date
  );
end;
$$;

revoke all on function daybook.days_totals(text[], date) from public;

-- Keeps what some owners' day said before a rebuild changed it, if it had been computed after its end (p_computed[i], null: never).
-- p_former: the days_totals of then; p_reasons: { user_code: why }, 'recount' where it does not say. Part of rebuild_day and
-- rebuild_small_days.
create function daybook.note_revisions(
  p_date date,
  p_user_codes text[],
  p_computed timestamptz[],
  p_former jsonb,
  p_reasons jsonb
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  present jsonb := daybook.days_totals(p_user_codes, p_date);
begin
  insert into public.analytics_daily_revisions (user_code, date, reason, computed_at, former, present)
  select c.user_code, p_date, coalesce(p_reasons ->> c.user_code, 'recount'), c.computed_at,
    p_former -> c.user_code, present -> c.user_code
  from unnest(p_user_codes, p_computed) as c(user_code, computed_at)
  where c.computed_at is not null
    and (p_former -> c.user_code) is distinct from (present -> c.user_code)
    and daybook.day_at(c.user_code, c.computed_at) > p_date;
end;
$$;

revoke all on function daybook.note_revisions(date, text[], timestamptz[], jsonb, jsonb) from public;

-- Why the rows of some owners' day change at a rebuild, before it clears the marks: something was erased, or events came late. Who has
-- no marks is left out.
create function daybook.why_rebuilt(p_user_codes text[], p_date date)
returns table (user_code text, reason text)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select m.user_code, case when count(e.erasure_id) > 0 then 'erased' else 'late events' end
  from public.analytics_dirty_days m
  left join public.analytics_erasures e on e.user_code = m.user_code and e.kind in ('visit', 'days') and e.erasure_id = m.flush_id
  where m.user_code = any (p_user_codes) and m.date = p_date
  group by m.user_code;
end;
$$;

revoke all on function daybook.why_rebuilt(text[], date) from public;

-- Replaces the daily rows of one (owner, day) by a recount of raw and clears its marks, in the caller's transaction.
-- Safe to run twice and beside ingest: the marks are removed in the snapshot in which raw is counted, so an event that
-- commits in between keeps its mark. Two rebuilds of one day wait for each other. p_quickly: brings the rows up to date
-- by live_day instead of counting the whole day. A day that had been computed after its end keeps its former
-- totals as a revision. Refuses, with a notice, a day whose raw events are not all there: purged, fewer than it was last
-- computed from, or without what the marks name. Its rows and marks stay then. Returns { rows, raw_events }, or { missing }
-- for a refused day.
create function daybook.rebuild_day(
  p_user_code text,
  p_date date,
  p_quickly boolean default false,
  p_reason text default 'recount'
)
returns jsonb
language plpgsql security definer
set search_path = ''
set enable_seqscan = off
as $$
declare
  today public.analytics_days;
  former jsonb;
  reason text;
  today_in_raw record;
  slices daybook.counted_slice[];
  raw bigint;
  of_visits bigint;
  lost bigint;
  moment timestamptz;
begin
  insert into public.analytics_days (user_code, date)
  values (p_user_code, p_date)
  on conflict do nothing;

  select *
  into today
  from public.analytics_days d
  where d.user_code = p_user_code
    and d.date = p_date
  for update;

  if today.purged_at is not null then
    raise notice 'day % of owner % is kept as it is: its raw events were purged on %',
      p_date, p_user_code, daybook.day_at(p_user_code, today.purged_at);
    return jsonb_build_object('missing', today.raw_events);
  end if;
  former := daybook.days_totals(array[p_user_code], p_date);
  reason := coalesce((select w.reason from daybook.why_rebuilt(array[p_user_code], p_date) as w), p_reason);

  begin
    -- One statement, hence one snapshot for the marks and for raw.
    with cleared as (
      delete from public.analytics_dirty_days m
      where m.user_code = p_user_code
        and m.date = p_date
      returning m.view_ids, m.click_ids
    ),
    named as (
      select i.is_click, i.id
      from cleared c
      cross join lateral (
        select false, v.id from unnest(c.view_ids) as v(id)
        union all
        select true, v.id from unnest(c.click_ids) as v(id)
      ) as i(is_click, id)
    )
    select
      array_agg(c.slice) as slices,
      (
        select l.lost
        from daybook.lost_rows(
          array[p_user_code], p_date, case when not p_quickly then array[today.raw_events] end,
          array[today.visit_events],
          array(select p_user_code from named), array(select n.is_click from named n), array(select n.id from named n)
        ) as l
      ) as lost
    into today_in_raw
    from (
      select f::daybook.counted_slice as slice
      from daybook.count_days(array[p_user_code], p_date) as f
      where not p_quickly
      union all
      select q::daybook.counted_slice
      from daybook.slices_of(
        array(select l::daybook.counted_row from daybook.live_day(p_user_code, p_date) as l where p_quickly)
      ) as q
    ) as c;
    slices := today_in_raw.slices;

    -- Every session has one device, and its events are counted with it.
    select
      coalesce(sum(s.sessions + s.page_views + s.clicks), 0),
      coalesce(sum((select sum(v.page_views + v.clicks) from unnest(s.breakdown) as v where v.dimension = 'device')), 0)
    into raw, of_visits
    from unnest(slices) as s
    where s.scope = 'owner';

    -- Raw holds at least what the rows were computed from, and what the marks name, or some of it is gone: that cannot be
    -- counted, and the marks come back with this exception.
    lost := greatest(today_in_raw.lost, 0, today.raw_events - raw, today.visit_events - of_visits);
    if lost > 0 then
      raise exception using errcode = 'DB001';
    end if;
  exception when sqlstate 'DB001' then
    raise notice 'day % of owner % is kept as it is: % of its raw events are gone', p_date, p_user_code, lost;
    return jsonb_build_object('missing', lost);
  end;

  perform daybook.store_days(
    p_date, case when today.computed_at is null then '{}' else array[p_user_code] end, slices
  );

  moment := clock_timestamp();
  update public.analytics_days d
  set computed_at = moment, raw_events = raw, visit_events = of_visits, set_aside_at = null, set_aside_code = null
  where d.user_code = p_user_code
    and d.date = p_date;

  perform daybook.note_revisions(
    p_date, array[p_user_code], array[today.computed_at], former, jsonb_build_object(p_user_code, reason)
  );

  return jsonb_build_object(
    'rows', (select coalesce(sum(1 + cardinality(s.breakdown)), 0) from unnest(slices) as s),
    'raw_events', raw
  );
end;
$$;

revoke all on function daybook.rebuild_day(text, date, boolean, text) from public;

-- Which of these owners had so little on one date that their days can be counted together: by what was there at the last rebuild
-- and what their marks name, or by raw where a mark names nothing, as an import's. Days that failed before, and those whose raw
-- events are removed, are rebuilt one by one.
create function daybook.small_days(p_user_codes text[], p_date date) returns text[]
language plpgsql stable
set search_path = ''
set enable_seqscan = off
as $$
declare
  most integer := daybook.value_limit();
  known record;
  others text[] := '{}'::text[];
begin
  for known in
    select s.user_code, sum(s.raw_rows) as raw_rows, bool_or(s.is_single) as is_single, bool_or(s.is_unnamed) as is_unnamed
    from (
      select d.user_code, d.raw_events as raw_rows, d.set_aside_at is not null or d.purged_at is not null as is_single,
        false as is_unnamed
      from public.analytics_days d
      where d.user_code = any (p_user_codes) and d.date = p_date
      union all
      select m.user_code, cardinality(m.view_ids) + cardinality(m.click_ids), false,
        m.view_ids = '{}' and m.click_ids = '{}'
      from public.analytics_dirty_days m
      where m.user_code = any (p_user_codes) and m.date = p_date
    ) as s
    group by s.user_code
    having bool_or(s.is_single) or bool_or(s.is_unnamed) or sum(s.raw_rows) > most
  loop
    if known.is_single or known.raw_rows > most or daybook.raw_rows(known.user_code, p_date) > most then
      others := others || known.user_code;
    end if;
  end loop;
  return array(
    select o.user_code from unnest(p_user_codes) with ordinality as o(user_code, place)
    where not o.user_code = any (others)
    order by o.place
  );
end;
$$;

revoke all on function daybook.small_days(text[], date) from public;

-- Holds one date of some owners against other rebuilds, until the caller's transaction ends, and tells what their last rebuilds had:
-- a computed_at of null is a day that was never rebuilt. Leaves out days whose raw events are removed. Makes the rows that are missing
-- and locks the others in one statement, in the order of the codes: whoever has some and waits for others can then deadlock with nobody
-- who keeps to that order.
create function daybook.hold_days(p_user_codes text[], p_date date)
returns table (user_code text, computed_at timestamptz, raw_events bigint, visit_events bigint)
language plpgsql
set search_path = ''
set enable_seqscan = off
as $$
begin
  -- What is there is locked by this and stays as it is.
  insert into public.analytics_days as d (user_code, date)
  select o.user_code, p_date
  from unnest(p_user_codes) with ordinality as o(user_code, place)
  order by o.place
  on conflict on constraint analytics_days_pkey do update set computed_at = excluded.computed_at
  where false;

  return query
  select d.user_code, d.computed_at, d.raw_events, d.visit_events
  from public.analytics_days d
  where d.user_code = any (p_user_codes) and d.date = p_date and d.purged_at is null;
end;
$$;

revoke all on function daybook.hold_days(text[], date) from public;

-- What rebuild_day does, for one date of many owners who had little on it, in one set of statements: it costs a fraction of as
-- many single rebuilds. Returns the owners whose day was rebuilt, how many daily rows each has, and from how many raw rows. It leaves
-- out whose raw events are removed or not all there, and whose day is too big to name all its values: rebuild_day is for them.
create function daybook.rebuild_small_days(p_user_codes text[], p_date date)
returns table (user_code text, daily_rows bigint, raw_events bigint)
language plpgsql security definer
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_nestloop = off
set enable_hashjoin = on
as $$
declare
  held record;
  former jsonb;
  reasons jsonb;
  in_raw record;
  counted record;
  slices daybook.counted_slice[];
  moment timestamptz;
begin
  select
    coalesce(array_agg(h.user_code), '{}') as codes, array_agg(h.computed_at) as computed, bool_or(h.computed_at is not null) as is_again,
    array_agg(h.raw_events) as known, array_agg(h.visit_events) as known_of_visits
  into held
  from daybook.hold_days(p_user_codes, p_date) as h;
  if held.codes = '{}' then
    return;
  end if;

  if held.is_again then
    former := daybook.days_totals(held.codes, p_date);
    select jsonb_object_agg(w.user_code, w.reason) into reasons from daybook.why_rebuilt(held.codes, p_date) as w;
  end if;

  -- One statement, hence one snapshot for the marks and for raw.
  with marks as materialized (
    select m.user_code, m.flush_id, m.view_ids, m.click_ids
    from public.analytics_dirty_days m
    where m.user_code = any (held.codes)
      and m.date = p_date
  ),
  named as materialized (
    select m.user_code, i.is_click, i.id
    from marks m
    cross join lateral (
      select false, v.id from unnest(m.view_ids) as v(id)
      union all
      select true, v.id from unnest(m.click_ids) as v(id)
    ) as i(is_click, id)
  )
  select
    array(select c::daybook.counted_slice from daybook.count_days(held.codes, p_date) as c) as slices,
    array(
      select l.user_code
      from daybook.lost_rows(
        held.codes, p_date, held.known, held.known_of_visits,
        array(select n.user_code from named n), array(select n.is_click from named n), array(select n.id from named n)
      ) as l
      where l.lost > 0
    ) as lossy,
    array(select distinct m.flush_id from marks m) as flush_ids
  into in_raw;

  select
    coalesce(array_agg(o.user_code), '{}') as codes, array_agg(o.computed_at) as computed,
    coalesce(array_agg(o.user_code) filter (where o.computed_at is not null), '{}') as again,
    array_agg(coalesce(c.raw_events, 0)) as raw_events, array_agg(coalesce(c.visit_events, 0)) as visit_events,
    array_agg(coalesce(c.daily_rows, 0)) as daily_rows
  into counted
  from unnest(held.codes, held.computed, held.known, held.known_of_visits) as o(user_code, computed_at, raw_events, visit_events)
  left join (
    -- Every session has one device, and its events are counted with it.
    select s.user_code, sum(1 + cardinality(s.breakdown)) as daily_rows,
      max(s.sessions + s.page_views + s.clicks) filter (where s.scope = 'owner') as raw_events,
      max(cardinality(s.breakdown)) filter (where s.scope = 'owner') as values_held,
      max((
        select sum(v.page_views + v.clicks) from unnest(s.breakdown) as v where v.dimension = 'device'
      )) filter (where s.scope = 'owner') as visit_events
    from unnest(in_raw.slices) as s
    group by s.user_code
  ) as c on c.user_code = o.user_code
  where coalesce(c.raw_events, 0) >= o.raw_events
    and coalesce(c.visit_events, 0) >= o.visit_events
    and coalesce(c.values_held, 0) <= daybook.value_limit()
    and not o.user_code = any (in_raw.lossy);

  -- A flush marks all its days at once, so these are the marks that were seen.
  delete from public.analytics_dirty_days m
  where m.user_code = any (counted.codes)
    and m.date = p_date
    and m.flush_id in (select f.id from unnest(in_raw.flush_ids) as f(id));

  slices := in_raw.slices;
  if cardinality(counted.codes) < cardinality(held.codes) then
    slices := array(
      select s::daybook.counted_slice
      from unnest(slices) as s
      where s.user_code in (select u.code from unnest(counted.codes) as u(code))
    );
  end if;
  perform daybook.store_days(p_date, counted.again, slices);

  moment := clock_timestamp();
  update public.analytics_days d
  set
    computed_at = moment, raw_events = t.raw_events, visit_events = t.visit_events, set_aside_at = null, set_aside_code = null
  from unnest(counted.codes, counted.raw_events, counted.visit_events) as t(user_code, raw_events, visit_events)
  where d.user_code = any (counted.codes)
    and d.user_code = t.user_code
    and d.date = p_date;

  perform daybook.note_revisions(p_date, counted.codes, counted.computed, former, reasons);
  return query
  select * from unnest(counted.codes, counted.daily_rows, counted.raw_events);
end;
$$;

revoke all on function daybook.rebuild_small_days(text[], date) from public;

-- rebuild_small_days for a set of which some may fail: its halves are tried then, and their halves, until what fails stands alone and is
-- left out. A set that another rebuild keeps waiting longer than the lock's time is left out whole.
create function daybook.rebuild_set(p_user_codes text[], p_date date)
returns table (user_code text, daily_rows bigint, raw_events bigint)
language plpgsql security definer
set search_path = ''
as $$
declare
  half integer := cardinality(p_user_codes) / 2;
begin
  begin
    return query select r.* from daybook.rebuild_small_days(p_user_codes, p_date) as r;
    return;
  exception
    when lock_not_available then
      return;
    when others then
      if half = 0 then
        return;
      end if;
  end;
  return query select r.* from daybook.rebuild_set(p_user_codes[:half], p_date) as r;
  return query select r.* from daybook.rebuild_set(p_user_codes[half + 1:], p_date) as r;
end;
$$;

revoke all on function daybook.rebuild_set(text[], date) from public;

-- Brings the daily rows of an owner's dirty days up to date, so that only little is left to be counted live. Costs what
-- has changed, not what the day holds. Passes over days that another rebuild is at work on, and those that were too big
-- for a statement. Called by ingest now and then. Returns the number of days brought up to date.
create function daybook.analytics_refresh_days(p_user_code text) returns integer
language plpgsql security definer
set search_path = ''
set enable_seqscan = off
as $$
declare
  dirty date;
  refreshed integer := 0;
begin
  for dirty in
    select distinct m.date
    from public.analytics_dirty_days m
    where m.user_code = p_user_code
      and not exists (
        select 1
        from public.analytics_days d
        where d.user_code = p_user_code and d.date = m.date and d.set_aside_code = '57014'
      )
    order by m.date
  loop
    perform 1
    from public.analytics_days d
    where d.user_code = p_user_code and d.date = dirty
    for update skip locked;
    if not found and exists (
      select 1 from public.analytics_days d where d.user_code = p_user_code and d.date = dirty
    ) then
      continue;
    end if;
    perform daybook.rebuild_day(p_user_code, dirty, p_quickly => true);
    refreshed := refreshed + 1;
  end loop;
  return refreshed;
end;
$$;

revoke all on function daybook.analytics_refresh_days(text) from public;
grant execute on function daybook.analytics_refresh_days(text) to service_role;
alter function daybook.analytics_refresh_days(text) set schema public;

-- Notes that a dirty (owner, day) could not be rebuilt, and why (an SQLSTATE), so that others are done before it. Waits for nobody:
-- whoever holds the day is at work on it.
create function daybook.set_day_aside(p_user_code text, p_date date, p_code text) returns void
language plpgsql
set search_path = ''
set enable_seqscan = off
set lock_timeout = '200ms'
as $$
begin
  insert into public.analytics_days as t (user_code, date, set_aside_at, set_aside_code)
  select p_user_code, p_date, clock_timestamp(), p_code
  where exists (select 1 from public.analytics_dirty_days m where m.user_code = p_user_code and m.date = p_date)
  on conflict (user_code, date) do update
  set set_aside_at = excluded.set_aside_at, set_aside_code = excluded.set_aside_code;
exception when lock_not_available then
  null;
end;
$$;

revoke all on function daybook.set_day_aside(text, date, text) from public;

-- The days that could not be rebuilt, the one that was tried last at the end: [{ user_code, date, since, code }].
create function daybook.days_set_aside() returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object('user_code', d.user_code, 'date', d.date, 'since', d.set_aside_at, 'code', d.set_aside_code)
      order by d.set_aside_at, d.user_code, d.date
    ), '[]'::jsonb)
    from public.analytics_days d
    where d.set_aside_at is not null
  );
end;
$$;

revoke all on function daybook.days_set_aside() from public;

-- Rebuilds a list of (owner, day), each in a subtransaction: a failing one is reported, set aside and does not stop the others.
-- One that is still at it when the statement's time ends (57014) is set aside too, and the call ends: what was done before
-- is kept. With p_budget it stops when that is used up, and passes over a day that another rebuild is at work on; without
-- it waits for the other one. Of owners who follow each other with the same date, those with little on it are rebuilt together
-- (rebuild_set); those that it leaves, one by one. p_quickly: see rebuild_day; each by itself.
-- Returns the JSON that aggregate_analytics_daily and backfill_aggregates answer.
create function daybook.rebuild_days(p_days jsonb, p_budget interval default null, p_quickly boolean default false)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  -- More of them at once are slower: what is counted of them has to lie in the processor's caches.
  of_a_set constant integer := 64;
  former_timeout text := current_setting('lock_timeout');
  started timestamptz := clock_timestamp();
  part record;
  small record;
  rebuilt_together record;
  together text[];
  code text;
  rebuilt jsonb;
  done integer := 0;
  written bigint := 0;
  raw bigint := 0;
  dates date[] := '{}'::date[];
  owners text[] := '{}'::text[];
  purged jsonb := '[]'::jsonb;
  failed jsonb := '[]'::jsonb;
  is_out_of_time boolean := false;
begin
  if p_budget is not null then
    -- Less than deadlock_timeout, so that waiting ends before a deadlock is looked for.
    perform set_config('lock_timeout', '500ms', true);
  end if;
  <<parts>>
  for part in
    select c.date, array_agg(c.user_code order by c.place) as user_codes
    from (
      -- Owners who follow each other with the same date have the same course.
      select d.value ->> 'user_code' as user_code, (d.value ->> 'date')::date as date, d.place,
        d.place - row_number() over (partition by d.value ->> 'date' order by d.place) as course
      from jsonb_array_elements(p_days) with ordinality as d(value, place)
    ) as c
    group by c.date, c.course
    order by min(c.place)
  loop
    begin
      -- All of them in their order, for those that are rebuilt together are done before the others.
      if p_budget is null then
        perform 1 from daybook.hold_days(part.user_codes, part.date);
      end if;
    exception when query_canceled then
      exit parts;
    end;
    together := '{}'::text[];
    for small in
      select array_agg(u.code order by u.place) as user_codes
      from unnest(
        case when not p_quickly then daybook.small_days(part.user_codes, part.date) end
      ) with ordinality as u(code, place)
      group by (u.place - 1) / of_a_set
      having count(*) > 1
      order by (u.place - 1) / of_a_set
    loop
      exit parts when clock_timestamp() - started > p_budget;
      begin
        select coalesce(array_agg(r.user_code), '{}') as codes, sum(r.daily_rows) as daily_rows, sum(r.raw_events) as raw_events
        into rebuilt_together
        from daybook.rebuild_set(small.user_codes, part.date) as r;
      exception when query_canceled then
        exit parts;
      end;
      continue when rebuilt_together.codes = '{}';
      together := together || rebuilt_together.codes;
      owners := owners || rebuilt_together.codes;
      done := done + cardinality(rebuilt_together.codes);
      written := written + rebuilt_together.daily_rows;
      raw := raw + rebuilt_together.raw_events;
      if not part.date = any (dates) then
        dates := dates || part.date;
      end if;
    end loop;

    for code in
      select u.code from unnest(part.user_codes) with ordinality as u(code, place)
      where u.code not in (select t.code from unnest(together) as t(code))
      order by u.place
    loop
      exit parts when is_out_of_time or clock_timestamp() - started > p_budget;
      begin
        rebuilt := daybook.rebuild_day(code, part.date, p_quickly);
        if rebuilt ? 'missing' then
          purged := purged || jsonb_build_object('user_code', code, 'date', part.date, 'missing', rebuilt -> 'missing');
        else
          written := written + (rebuilt ->> 'rows')::bigint;
          raw := raw + (rebuilt ->> 'raw_events')::bigint;
          if not part.date = any (dates) then
            dates := dates || part.date;
          end if;
          owners := owners || code;
        end if;
        done := done + 1;
      exception
        when lock_not_available then
          raise notice 'day % of owner % is being rebuilt by somebody else', part.date, code;
        -- A statement's time ends once: what follows here is not cut off again.
        when query_canceled or others then
          raise warning 'day % of owner % could not be rebuilt: %', part.date, code, sqlerrm;
          failed := failed || jsonb_build_object(
            'user_code', code, 'date', part.date, 'code', sqlstate, 'message', sqlerrm
          );
          is_out_of_time := sqlstate = '57014';
          done := done + 1;
          perform daybook.set_day_aside(code, part.date, sqlstate);
      end;
    end loop;
  end loop;
  perform set_config('lock_timeout', former_timeout, true);

  return jsonb_build_object(
    'dates', to_jsonb(dates),
    'owners', (select count(distinct o.user_code) from unnest(owners) as o(user_code)),
    'days', done - jsonb_array_length(failed) - jsonb_array_length(purged),
    'rows', written,
    'raw_events', raw,
    'purged', purged,
    'failed', failed,
    'set_aside', daybook.days_set_aside(),
    'milliseconds', round(extract(epoch from clock_timestamp() - started) * 1000),
    'remaining', jsonb_array_length(p_days) - done
  );
end;
$$;

revoke all on function daybook.rebuild_days(jsonb, interval, boolean) from public;

-- Rebuilds the days that were set aside before p_before, the one longest untried first, by what has changed where that is
-- known (see live_day), else whole. For whoever has the time: pg_cron and psql have no limit, and over the API PostgREST takes
-- the limit that stands at the function for the transaction. Safe to repeat and to kill. Returns what aggregate_analytics_daily returns.
create function daybook.analytics_rebuild_set_aside(p_budget interval default null, p_before timestamptz default now())
returns jsonb
language plpgsql security definer
set search_path = ''
set statement_timeout = '45s'
as $$
begin
  return daybook.rebuild_days(
    (
      select coalesce(jsonb_agg(
        jsonb_build_object('user_code', d.user_code, 'date', d.date) order by d.set_aside_at, d.user_code, d.date
      ), '[]'::jsonb)
      from public.analytics_days d
      where d.set_aside_at < p_before
    ),
    p_budget,
    p_quickly => true
  );
end;
$$;

revoke all on function daybook.analytics_rebuild_set_aside(interval, timestamptz) from public;
grant execute on function daybook.analytics_rebuild_set_aside(interval, timestamptz) to service_role;
alter function daybook.analytics_rebuild_set_aside(interval, timestamptz) set schema public;

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

-- Moves the accounting of flushes into the daily table, day by day until p_budget is used up. What is moved is exactly what is
-- deleted, so the sum of both tables never changes. Whoever else is at it goes on alone: the rest stays for the next run.
create function daybook.fold_ingest_log(p_budget interval default null) returns void
language plpgsql security definer
set search_path = ''
set lock_timeout = '200ms'
as $$
declare
  started timestamptz := clock_timestamp();
  logged record;
begin
  for logged in
    select distinct l.user_code, l.date from public.analytics_ingest_log l order by l.user_code, l.date
  loop
    exit when clock_timestamp() - started > p_budget;
    with folded as (
      delete from public.analytics_ingest_log l
      where l.user_code = logged.user_code and l.date = logged.date
      returning l.kind, l.code, l.events
    )
    insert into public.analytics_daily_ingest_stats as t (user_code, date, kind, code, events)
    select logged.user_code, logged.date, f.kind, f.code, sum(f.events)
    from folded f
    group by f.kind, f.code
    order by f.kind, f.code
    on conflict (user_code, date, kind, code) do update
    set events = t.events + excluded.events;
  end loop;
exception when lock_not_available then
  raise notice 'accounting is being folded by somebody else';
end;
$$;

revoke all on function daybook.fold_ingest_log(interval) from public;

-- Whether there is anything of one (owner, day): a mark, a note of a rebuild, or raw events.
create function daybook.has_day(p_user_code text, p_date date) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return exists (select 1 from public.analytics_dirty_days d where d.user_code = p_user_code and d.date = p_date)
    or exists (select 1 from public.analytics_days d where d.user_code = p_user_code and d.date = p_date)
    or exists (select 1 from public.analytics_sessions s where s.user_code = p_user_code and s.date = p_date)
    or exists (select 1 from public.analytics_page_views v where v.user_code = p_user_code and v.date = p_date)
    or exists (select 1 from public.analytics_clicks c where c.user_code = p_user_code and c.date = p_date);
end;
$$;

revoke all on function daybook.has_day(text, date) from public;

-- Rebuilds one day of all owners that have events or rows on it, as rebuild_days says and answers.
create function daybook.rebuild_date(p_date date, p_budget interval default null) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  days jsonb;
begin
  select jsonb_agg(jsonb_build_object('user_code', o.user_code, 'date', p_date) order by o.user_code)
  into days
  from public.analytics_owners o
  where daybook.has_day(o.user_code, p_date);
  return daybook.rebuild_days(coalesce(days, '[]'::jsonb), p_budget);
end;
$$;

revoke all on function daybook.rebuild_date(date, interval) from public;

-- The roll-up. Without a date: every dirty day that has ended for its owner, and yesterday, oldest first, however many
-- nights were missed; with one: that day for all owners that have events or rows on it. Being late, doubled, skipped or killed
-- changes nothing, but for a line in the operators' log where a date is given. p_include_today: the day that has not ended as well, whose rows serve until its next event.
-- p_budget bounds the time one call takes; `remaining` then says how many days are left for the next. A day that failed before
-- comes last; one that a statement had no time for is left to analytics_rebuild_set_aside where a budget is given.
-- Returns { dates, owners, days, rows, raw_events, purged, failed, set_aside, milliseconds, remaining }.
create function daybook.aggregate_analytics_daily(
  p_date date default null,
  p_budget interval default null,
  p_include_today boolean default false
)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  -- More than any budget is enough for: a list is made for each call, and to list all days of many owners took a good part of it.
  of_a_call constant integer := 20000;
  days jsonb;
  due integer := 0;
  answer jsonb;
begin
  if p_date is null then
    perform daybook.coming_partitions();
    perform daybook.fold_ingest_log(p_budget / 4);

    -- Every dirty day, and yesterday unless it was computed after its end.
    with clocks as materialized (
      select o.user_code, (now() at time zone coalesce(z.time_zone, o.time_zone))::date as today
      from public.analytics_owners o
      left join public.analytics_owner_time_zones z
        on z.user_code = o.user_code and now() >= z.valid_from and now() < z.valid_to
    ),
    due_days as materialized (
      select m.user_code, m.date, a.set_aside_at
      from (
        select distinct d.user_code, d.date
        from public.analytics_dirty_days d
        join clocks c on c.user_code = d.user_code
        where p_include_today or d.date < c.today
        union
        select d.user_code, d.date
        from public.analytics_days d
        join clocks c on c.user_code = d.user_code
        where d.date = c.today - 1
          and d.purged_at is null
          and daybook.day_at(d.user_code, d.computed_at) <= d.date
      ) as m
      left join public.analytics_days a on a.user_code = m.user_code and a.date = m.date
      where p_budget is null or a.set_aside_code is distinct from '57014'
    )
    select
      (select count(*) from due_days),
      (
        select jsonb_agg(
          jsonb_build_object('user_code', f.user_code, 'date', f.date) order by f.set_aside_at nulls first, f.date, f.user_code
        )
        from (
          select d.*
          from due_days d
          order by d.set_aside_at nulls first, d.date, d.user_code
          limit case when p_budget is not null then of_a_call end
        ) as f
      )
    into due, days;
  else
    answer := daybook.rebuild_date(p_date, p_budget);
    perform daybook.log_operation('', 'days_rebuilt', jsonb_build_object(
      'from', p_date, 'to', p_date, 'days', answer -> 'days', 'raw_events', answer -> 'raw_events'
    ));
    return answer;
  end if;

  days := coalesce(days, '[]'::jsonb);
  answer := daybook.rebuild_days(days, p_budget);
  return answer || jsonb_build_object(
    'remaining', (answer ->> 'remaining')::integer + greatest(due - jsonb_array_length(days), 0)
  );
end;
$$;

revoke all on function daybook.aggregate_analytics_daily(date, interval, boolean) from public;
grant execute on function daybook.aggregate_analytics_daily(date, interval, boolean) to service_role;
alter function daybook.aggregate_analytics_daily(date, interval, boolean) set schema public;

-- Rebuilds every day from p_from to p_to, both included, for all owners with raw events there. Takes dates, timestamps
-- and anything that becomes one. Purged days are refused by name while the rest is done; progress comes by notices.
-- It stands in the operators' log. Returns what aggregate_analytics_daily returns. 22023: p_from lies after p_to, or one is null.
create function daybook.backfill_aggregates(p_from timestamptz, p_to timestamptz) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  from_date date := (p_from at time zone current_setting('TimeZone'))::date;
  to_date date := (p_to at time zone current_setting('TimeZone'))::date;
  result jsonb := daybook.rebuild_days('[]');
  part jsonb;
begin
  if from_date is null or to_date is null or from_date > to_date then
    raise exception 'backfill_aggregates wants a first and a last day, in this order' using errcode = '22023';
  end if;

  for today in 0 .. to_date - from_date loop
    part := daybook.rebuild_date(from_date + today);
    result := jsonb_build_object(
      'dates', (result -> 'dates') || (part -> 'dates'),
      'owners', greatest((result ->> 'owners')::bigint, (part ->> 'owners')::bigint),
      'days', (result ->> 'days')::bigint + (part ->> 'days')::bigint,
      'rows', (result ->> 'rows')::bigint + (part ->> 'rows')::bigint,
      'raw_events', (result ->> 'raw_events')::bigint + (part ->> 'raw_events')::bigint,
      'purged', (result -> 'purged') || (part -> 'purged'),
      'failed', (result -> 'failed') || (part -> 'failed'),
      'set_aside', part -> 'set_aside',
      'milliseconds', (result ->> 'milliseconds')::numeric + (part ->> 'milliseconds')::numeric,
      'remaining', (result ->> 'remaining')::bigint + (part ->> 'remaining')::bigint
    );
    if (part ->> 'days')::bigint > 0 then
      raise notice 'rebuilt %: % owners, % raw events', from_date + today, part ->> 'owners', part ->> 'raw_events';
    end if;
  end loop;
  perform daybook.log_operation('', 'days_rebuilt', jsonb_build_object(
    'from', from_date, 'to', to_date, 'days', result -> 'days', 'raw_events', result -> 'raw_events'
  ));
  return result;
end;
$$;

revoke all on function daybook.backfill_aggregates(timestamptz, timestamptz) from public;
grant execute on function daybook.backfill_aggregates(timestamptz, timestamptz) to service_role;
alter function daybook.backfill_aggregates(timestamptz, timestamptz) set schema public;


-- ----------------------------------------------------------------------------------------------------------- dashboard

-- The conditions that a caller asks with, read: [["is" | "is_not", field, [value, …]], …]. A visit must meet all of them; it meets
-- one with any of its values. Null where there is none. 22023: what is no such list, or longer than anybody needs.
-- Fields are attributes of the visit (group, contact, referrer, channel, utm_source, utm_medium, utm_campaign, country, device,
-- browser, os, language), what it did (page: was there or tapped there; target, site: tapped it), and `visit`: `new` is its
-- visitor's first of that day, `returned` a later one.
create function daybook.known_filters(p_filters jsonb) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  condition jsonb;
begin
  if p_filters is null or p_filters = '[]' or p_filters = 'null' then
    return null;
  end if;
  if jsonb_typeof(p_filters) <> 'array' or jsonb_array_length(p_filters) > 20 then
    raise exception 'filters are a list of at most 20 conditions' using errcode = '22023';
  end if;
  for condition in select e.value from jsonb_array_elements(p_filters) as e(value) loop
    if jsonb_typeof(condition) <> 'array' or jsonb_array_length(condition) <> 3
      or not condition -> 0 <@ '["is", "is_not"]'
      or not condition -> 1 <@ '["group", "contact", "page", "target", "site", "referrer", "channel", "utm_source", "utm_medium",
        "utm_campaign", "country", "device", "browser", "os", "language", "visit"]'
      or jsonb_typeof(condition -> 2) <> 'array'
    then
      raise exception 'a condition is "is" or "is_not", a field and its values' using errcode = '22023';
    end if;
    if jsonb_array_length(condition -> 2) not between 1 and 100
      or exists (
        select from jsonb_array_elements(condition -> 2) as v(value)
        where jsonb_typeof(v.value) <> 'string' or length(v.value #>> '{}') > 300
      )
    then
      raise exception 'a condition has 1 to 100 values of at most 300 characters' using errcode = '22023';
    end if;
  end loop;
  return p_filters;
end;
$$;

revoke all on function daybook.known_filters(jsonb) from public;

-- Refuses, with 42501, conditions on groups and contacts that lie outside a sight. Whether they exist at all is not told.
create function daybook.require_seen_filters(p_sight daybook.sight, p_filters jsonb) returns void
language plpgsql stable
set search_path = ''
as $$
declare
  asked record;
begin
  for asked in
    select c.value ->> 1 as field, v.value
    from jsonb_array_elements(p_filters) as c(value)
    cross join lateral jsonb_array_elements_text(c.value -> 2) as v(value)
    where c.value ->> 1 in ('group', 'contact')
  loop
    if asked.field = 'group' then
      perform daybook.require_seen(p_sight, asked.value, null);
    else
      if asked.value <> '' and not p_sight.names then
        raise exception 'you may not see this of this owner' using errcode = '42501';
      end if;
      perform daybook.require_seen(p_sight, null, asked.value);
    end if;
  end loop;
end;
$$;

revoke all on function daybook.require_seen_filters(daybook.sight, jsonb) from public;

-- What a dashboard is asked: whose numbers, of which slice, of which days. Every part of the answer takes one.
create type daybook.question as (
  -- What whoever asks may see: the lists of the answer show no more.
  sight          daybook.sight,
  user_code      text,
  -- 'owner', 'group' or 'contact', and the group or share; '' for the owner.
  scope          text,
  scope_code     text,
  -- The filter as it was asked: null for none, '' for visits without a group, or direct ones.
  filter_group   text,
  filter_contact text,
  -- What visits must be besides, as known_filters has it. Null: the daily rows of the scope answer; '[]': raw events do, though by
  -- group and contact alone.
  filters        jsonb,
  today          date,
  -- The first day with events, or null.
  first_date     date,
  from_date      date,
  to_date        date,
  compare        text,
  -- The period compared with; null when nothing is compared.
  before_from    date,
  before_to      date,
  -- For a period that ends today: the owner's time of day, and the moment on before_to until which that day is compared. Null
  -- where a whole day is compared.
  until_time     text,
  until_at       timestamptz,
  -- The first of all these days.
  reads_from     date,
  -- The days that are counted from raw for this answer: the dirty ones, or under filters all that have events. Of all others the
  -- daily rows are read.
  live_dates     date[],
  -- Under filters, those of them whose raw events are not all there: they cannot be asked this.
  gone_dates     date[],
  -- Under filters, all others in runs that are counted at once.
  raw_parts      daterange[],
  -- The longest list returned; null for whole lists.
  list_limit     integer
);

-- Refuses, with PT404, a group or share that the owner does not have and never had a visit of. Null and '' are always known.
-- Raw is only looked at for dirty days, and only when nothing else knows the code. A condition is planned as a whole, so what
-- most questions do not need stands in a block of its own.
create function daybook.require_known_filter(p_user_code text, p_group text, p_contact text) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if p_contact <> '' then
    if not exists (select 1 from public.analytics_shares s where s.user_code = p_user_code and s.share_code = p_contact)
      and not exists (
        select 1 from public.analytics_daily_contact_stats c where c.user_code = p_user_code and c.share_code = p_contact
      )
    then
      if not exists (
        select 1
        from public.analytics_sessions s
        where s.user_code = p_user_code and s.share_code = p_contact
          and s.date in (select m.date from public.analytics_dirty_days m where m.user_code = p_user_code)
      ) then
        raise exception 'no such share' using errcode = 'PT404';
      end if;
    end if;
  end if;
  if p_group <> '' then
    if not exists (select 1 from public.analytics_groups g where g.user_code = p_user_code and g.group_code = p_group)
      and not exists (
        select 1 from public.analytics_daily_group_stats g where g.user_code = p_user_code and g.group_code = p_group
      )
    then
      if not exists (
        select 1
        from public.analytics_sessions s
        where s.user_code = p_user_code and s.group_code = p_group
          and s.date in (select m.date from public.analytics_dirty_days m where m.user_code = p_user_code)
      ) then
        raise exception 'no such group' using errcode = 'PT404';
      end if;
    end if;
  end if;
end;
$$;

revoke all on function daybook.require_known_filter(text, text, text) from public;

-- How far an earlier day is to be counted, to be compared with a today that is not over: until the same minute on the
-- owner's clock, as its time of day and as a moment of that day. Null for both where the day has to be compared whole: its
-- raw events are not all there any more, or are so many (over 20,000 rows) that counting them
-- would make every look at today slow. A minute that the earlier day's clocks left out is the same one an hour later; of an hour that
-- came twice there the second one counts.
create function daybook.until_now(p_user_code text, p_date date, p_now timestamptz default now())
returns table (until_time text, until_at timestamptz)
language plpgsql stable
set search_path = ''
as $$
declare
  time_now time;
  zone text;
  day public.analytics_days;
begin
  select * into day from public.analytics_days d where d.user_code = p_user_code and d.date = p_date;
  if p_date is null or day.purged_at is not null or day.raw_events > 20000
    or day.raw_events > daybook.raw_rows(p_user_code, p_date)
  then
    return;
  end if;

  select date_trunc('minute', p_now at time zone z.time_zone)::time
  into time_now
  from public.analytics_owner_time_zones z
  where z.user_code = p_user_code and z.valid_from <= p_now and z.valid_to > p_now;
  -- The zone that the earlier day followed.
  select z.time_zone
  into zone
  from public.analytics_owner_time_zones z
  where z.user_code = p_user_code and z.valid_from < (p_date + 1)::timestamp at time zone z.time_zone
  order by z.valid_from desc
  limit 1;
  return query select to_char(time_now, 'HH24:MI'), (p_date + time_now) at time zone zone;
end;
$$;

revoke all on function daybook.until_now(text, date, timestamptz) from public;

-- The last day of the period that p_from to p_to is compared with; null where nothing is. That period is as long as the period
-- itself: the days before it; as many from the same day of the month before, unless that month is too short for them; or as many
-- that end a year before its last day; for `…_weekdays` moved by whole weeks. 22023: an unknown comparison.
create function daybook.compared_until(p_compare text, p_from date, p_to date) returns date
language plpgsql immutable
set search_path = ''
as $$
declare
  days integer := p_to - p_from + 1;
  weeks integer := ceil((p_to - p_from + 1) / 7.0)::integer;
begin
  if p_compare is null or p_compare not in (
    'none', 'previous', 'previous_weekdays', 'previous_month', 'year', 'year_weekdays'
  ) then
    raise exception 'the period or the comparison is not valid' using errcode = '22023';
  end if;
  return case p_compare
    when 'previous' then p_from - 1
    when 'previous_weekdays' then p_to - 7 * weeks
    when 'previous_month' then least((p_from - interval '1 month')::date + days, p_from) - 1
    when 'year' then (p_to - interval '1 year')::date
    when 'year_weekdays' then p_to - 7 * greatest(52, weeks)
  end;
end;
$$;

revoke all on function daybook.compared_until(text, date, date) from public;

-- The days from p_from to p_to with events, how many raw rows they have, and whether these, or those of a day beside that their
-- visits reach into, are not all there any more.
create function daybook.raw_days(p_user_code text, p_from date, p_to date)
returns table (date date, raw_rows bigint, is_gone boolean)
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set plan_cache_mode = force_custom_plan
as $$
begin
  return query
  with counted as (
    select r.date, sum(r.raw_rows)::bigint as raw_rows
    from (
      select s.date, count(*) as raw_rows
      from public.analytics_sessions s
      where s.user_code = p_user_code and s.date between p_from - 1 and p_to + 1
      group by s.date
      union all
      select v.date, count(*)
      from public.analytics_page_views v
      where v.user_code = p_user_code and v.date between p_from - 1 and p_to + 1
      group by v.date
      union all
      select c.date, count(*)
      from public.analytics_clicks c
      where c.user_code = p_user_code and c.date between p_from - 1 and p_to + 1
      group by c.date
    ) as r
    group by r.date
  ),
  known as (
    select d.date, d.raw_events, d.purged_at
    from public.analytics_days d
    where d.user_code = p_user_code and d.date between p_from - 1 and p_to + 1 and d.raw_events > 0
  ),
  days as (
    select
      coalesce(c.date, k.date) as date, coalesce(c.raw_rows, 0) as raw_rows, k.purged_at is not null as is_purged,
      k.purged_at is not null or coalesce(k.raw_events > coalesce(c.raw_rows, 0), false) as is_lost
    from counted c
    full join known k on k.date = c.date
  )
  select
    d.date, d.raw_rows,
    case
      when d.is_lost then true
      -- Retention keeps a day for as long as the one before it needs it, so only a loss takes something from both.
      when n.is_lost and not n.is_purged then true
      -- What visits of the day before did after midnight cannot be told without them.
      when b.is_lost then exists (
        select from public.analytics_page_views v
        where v.user_code = p_user_code and v.date = d.date and v.session_date = d.date - 1
      ) or exists (
        select from public.analytics_clicks c
        where c.user_code = p_user_code and c.date = d.date and c.session_date = d.date - 1
      )
      else false
    end
  from days d
  left join days b on b.date = d.date - 1
  left join days n on n.date = d.date + 1
  where d.date between p_from and p_to
  order by d.date;
end;
$$;

revoke all on function daybook.raw_days(text, date, date) from public;

-- How many raw rows are counted at once to answer one question, but for a day that has more; then the time is looked at.
create function daybook.rows_at_once() returns integer
language plpgsql stable
set search_path = ''
as $$
begin
  return 250000;
end;
$$;

revoke all on function daybook.rows_at_once() from public;

-- A question that is answered from raw: with the days that can be counted so, in runs, and those that cannot. Where the period
-- compared with is not all there, nothing is compared. PT410: no day of the period can be asked this.
create function daybook.count_from_raw(p_question daybook.question) returns daybook.question
language plpgsql stable
set search_path = ''
as $$
declare
  q daybook.question := p_question;
  most integer := daybook.rows_at_once();
  day record;
  first_day date;
  last_day date;
  held bigint := 0;
begin
  q.gone_dates := '{}';
  q.live_dates := '{}';
  q.raw_parts := '{}';
  for day in select * from daybook.raw_days(q.user_code, q.before_from, q.before_to) loop
    if day.is_gone then
      q.before_from := null;
      q.before_to := null;
      q.until_time := null;
      q.until_at := null;
      exit;
    end if;
  end loop;
  q.reads_from := least(q.from_date, q.before_from);

  for day in
    select d.date, d.raw_rows, d.is_gone, d.date between q.from_date and q.to_date as is_current
    from daybook.raw_days(q.user_code, q.reads_from, q.to_date) as d
    where d.date between q.from_date and q.to_date or d.date between q.before_from and q.before_to
    order by d.date
  loop
    q.live_dates := q.live_dates || day.date;
    if day.is_gone then
      q.gone_dates := q.gone_dates || day.date;
    end if;
    -- A day compared with only until a moment is counted by itself.
    if first_day is not null and (
      day.is_gone or held + day.raw_rows > most or day.is_current and first_day < q.from_date
      or day.date = q.before_to and q.until_at is not null
    ) then
      q.raw_parts := q.raw_parts || daterange(first_day, last_day, '[]');
      first_day := null;
    end if;
    if not day.is_gone and (day.date = q.before_to and q.until_at is not null) is not true then
      held := case when first_day is null then day.raw_rows else held + day.raw_rows end;
      first_day := coalesce(first_day, day.date);
      last_day := day.date;
    end if;
  end loop;
  if first_day is not null then
    q.raw_parts := q.raw_parts || daterange(first_day, last_day, '[]');
  end if;

  if q.gone_dates <> '{}' and not exists (
    select from unnest(q.live_dates) as d(date)
    where d.date >= q.from_date and not d.date = any (q.gone_dates)
  ) then
    raise exception 'the raw events of these days are not kept any more' using errcode = 'PT410';
  end if;
  return q;
end;
$$;

revoke all on function daybook.count_from_raw(daybook.question) from public;

-- The first day with events of an owner, rolled up or not; null: there is none.
create function daybook.first_event_day(p_user_code text) returns date
language plpgsql stable
set search_path = ''
as $$
begin
  return least(
    (select min(d.date) from public.analytics_days d where d.user_code = p_user_code and d.raw_events > 0),
    (select min(m.date) from public.analytics_dirty_days m where m.user_code = p_user_code)
  );
end;
$$;

revoke all on function daybook.first_event_day(text) from public;

-- The question that a caller's parameters ask, with its dates filled in: p_from null is the first day with events, p_to null
-- or in the future the owner's today, unless p_from lies there too. p_filters: as known_filters; under them, and by group and contact together, the
-- question is answered from raw.
-- The period compared with is as long as the period itself and ends by compared_until.
-- Without a filter, a limited sight is asked for the first of its groups, else of its shares. Of a sight of some days only these are
-- read, whatever was asked; days compared with lie within them, too. 42501: what lies outside the sight.
-- 22023: dates out of order or more than ten years apart, or an unknown comparison. PT404: a share or group that never was. PT410: as count_from_raw.
create function daybook.dashboard_question(
  p_sight daybook.sight,
  p_from date,
  p_to date,
  p_group text,
  p_contact text,
  p_compare text,
  p_limit integer,
  p_filters jsonb default null
)
returns daybook.question
language plpgsql stable
set search_path = ''
as $$
declare
  q daybook.question;
  wanted_group text := p_group;
  wanted_contact text := p_contact;
  wanted_from date := p_from;
  wanted_to date := p_to;
  filters jsonb := daybook.known_filters(p_filters);
  names_some boolean := coalesce(jsonb_path_exists(filters, '$[*][1] ? (@ == "group" || @ == "contact")'), false);
begin
  if p_contact <> '' and not p_sight.names then
    raise exception 'you may not see this of this owner' using errcode = '42501';
  end if;
  if p_sight.from_date is not null and coalesce(p_from <= p_to, true) then
    wanted_from := least(greatest(p_from, p_sight.from_date), p_sight.to_date);
    wanted_to := greatest(least(p_to, p_sight.to_date), p_sight.from_date);
  end if;
  if p_group is null and p_contact is null and not names_some then
    wanted_group := p_sight.groups[1];
    wanted_contact := case when wanted_group is null then p_sight.shares[1] end;
  end if;
  if names_some then
    perform daybook.require_seen_filters(p_sight, filters);
  end if;
  if wanted_group is not null or wanted_contact is not null or not names_some then
    perform daybook.require_seen(p_sight, wanted_group, wanted_contact);
  end if;
  perform daybook.require_known_filter(p_sight.user_code, wanted_group, wanted_contact);
  q.sight := p_sight;
  q.user_code := p_sight.user_code;
  q.scope := case
    when wanted_contact is not null then 'contact' when wanted_group is not null then 'group' else 'owner'
  end;
  q.scope_code := coalesce(wanted_contact, wanted_group, '');
  q.filter_group := wanted_group;
  q.filter_contact := wanted_contact;
  q.compare := p_compare;
  q.list_limit := p_limit;
  q.today := daybook.owner_today(q.user_code);
  q.first_date := greatest(p_sight.from_date, daybook.first_event_day(q.user_code));
  -- A period that begins in the future is empty; one that ends there ends today.
  q.to_date := case
    when wanted_from > q.today then coalesce(wanted_to, wanted_from) else least(coalesce(wanted_to, q.today), q.today)
  end;
  q.from_date := coalesce(wanted_from, q.first_date, q.to_date);

  if q.from_date > coalesce(wanted_to, q.from_date) then
    raise exception 'the period or the comparison is not valid' using errcode = '22023';
  end if;
  q.from_date := least(q.from_date, q.to_date);
  if q.to_date - q.from_date > 3660 then
    raise exception 'a period may span ten years' using errcode = '22023';
  end if;

  q.before_to := daybook.compared_until(p_compare, q.from_date, q.to_date);
  q.before_from := q.before_to - (q.to_date - q.from_date);
  -- Days on which counting had not begun are no days without visitors: nothing is compared with them.
  if q.first_date is null or q.before_from < q.first_date then
    q.before_from := null;
    q.before_to := null;
  end if;
  if q.to_date = q.today then
    select u.until_time, u.until_at into q.until_time, q.until_at
    from daybook.until_now(q.user_code, q.before_to) as u;
  end if;

  if filters is not null or wanted_group is not null and wanted_contact is not null then
    q.filters := coalesce(filters, '[]');
    return daybook.count_from_raw(q);
  end if;
  q.reads_from := least(q.from_date, q.before_from);
  q.live_dates := array(
    select distinct m.date
    from public.analytics_dirty_days m
    where m.user_code = q.user_code
      and (
        m.date between q.from_date and q.to_date
        or m.date between q.before_from and q.before_to
      )
  );
  return q;
end;
$$;

revoke all on function daybook.dashboard_question(daybook.sight, date, date, text, text, text, integer, jsonb) from public;

-- What a question needs of the last day it compares with, counted until its moment from raw, as count_day would have counted
-- it then: the sessions that had begun, with the events that had come. Rows of the sections 'until totals', 'until target'
-- (clicks alone) and 'until page' (page views alone). Empty where a whole day is compared. The settings are those of count_day, for the same reasons.
create function daybook.day_until(q daybook.question)
returns daybook.live_row[]
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
set enable_sort = off
set plan_cache_mode = force_generic_plan
set work_mem = '64MB'
as $$
begin
  if q.until_at is null then
    return '{}'::daybook.live_row[];
  end if;

  return array(
    with events as materialized (
      select v.session_date, v.session_id, v.at, v.visitor_id, v.page, null::text as target
      from public.analytics_page_views v
      where v.user_code = q.user_code and v.date = q.before_to and v.at < q.until_at
        and (
          q.scope = 'owner'
          or (q.scope = 'group' and v.group_code = q.scope_code)
          or (q.scope = 'contact' and v.share_code = q.scope_code)
        )
      union all
      select c.session_date, c.session_id, c.at, c.visitor_id, c.page, c.target
      from public.analytics_clicks c
      where c.user_code = q.user_code and c.date = q.before_to and c.at < q.until_at
        and (
          q.scope = 'owner'
          or (q.scope = 'group' and c.group_code = q.scope_code)
          or (q.scope = 'contact' and c.share_code = q.scope_code)
        )
    ),
    courses as (
      select
        e.session_id,
        count(*) - count(e.target) as page_views, count(e.target) as clicks, max(e.at) as last_at
      from events e
      where e.session_date = q.before_to
      group by e.session_id
    ),
    visits as materialized (
      select
        s.session_id, s.visitor_id, s.started_at, c.last_at,
        coalesce(c.page_views, 0) as page_views, coalesce(c.clicks, 0) as clicks
      from public.analytics_sessions s
      left join courses c on c.session_id = s.session_id
      where s.user_code = q.user_code and s.date = q.before_to and s.started_at < q.until_at
        and (
          q.scope = 'owner'
          or (q.scope = 'group' and s.group_code = q.scope_code)
          or (q.scope = 'contact' and s.share_code = q.scope_code)
        )
    ),
    counted as (
      select
        'until totals' as section, '' as value,
        (select count(*) from (select 1 from visits d group by d.visitor_id) as d) as visitors, count(*) as sessions,
        (select count(*) - count(e.target) from events e) as page_views,
        (select count(e.target) from events e) as clicks,
        count(*) filter (where v.clicks > 0) as contacting_sessions,
        count(*) filter (where v.clicks = 0 and v.page_views <= 1) as bounces,
        coalesce(sum(greatest(0, floor(extract(epoch from v.last_at - v.started_at))))::bigint, 0) as duration_seconds
      from visits v
      union all
      select 'until target', e.target, 0, 0, 0, count(*), 0, 0, 0
      from events e
      where e.target is not null
      group by e.target
      union all
      select 'until page', e.page, 0, 0, count(*), 0, 0, 0, 0
      from events e
      where e.target is null
      group by e.page
    )
    select (
      q.before_to, c.section, q.scope, q.scope_code, '', c.value,
      c.visitors, c.sessions, c.page_views, c.clicks, c.contacting_sessions, c.bounces, c.duration_seconds,
      0, 0, 0, 0
    )::daybook.live_row
    from counted c
  );
end;
$$;

revoke all on function daybook.day_until(daybook.question) from public;

-- For how long raw events are counted to answer one question. The time is looked at after every run of days.
create function daybook.time_to_ask() returns interval
language plpgsql stable
set search_path = ''
as $$
begin
  return interval '5 seconds';
end;
$$;

revoke all on function daybook.time_to_ask() from public;

-- What conditions on an attribute of visits come to, together: for 'is' the values that all of them allow (null: there is none), for
-- 'is_not' all values that one of them excludes.
create function daybook.asked_values(p_filters jsonb, p_operator text, p_field text) returns text[]
language plpgsql immutable
set search_path = ''
as $$
declare
  conditions jsonb := jsonb_path_query_array(
    p_filters, 'strict $[*] ? (@[0] == $operator && @[1] == $field)[2]', jsonb_build_object('operator', p_operator, 'field', p_field)
  );
begin
  if conditions = '[]' then
    return case p_operator when 'is_not' then '{}'::text[] end;
  end if;
  return array(
    select v.value
    from jsonb_array_elements(conditions) with ordinality as c(list, place)
    cross join lateral jsonb_array_elements_text(c.list) as v(value)
    group by v.value
    having p_operator = 'is_not' or count(distinct c.place) = jsonb_array_length(conditions)
  );
end;
$$;

revoke all on function daybook.asked_values(jsonb, text, text) from public;

-- The sessions of some days that a question is about: within its sight, its group, its contact and all its conditions. p_until: as
-- if nothing had come from then on. Planned for these conditions each time, so that only what they ask is looked at: events where
-- they ask for a page, target or site, all visits of a visitor where they ask for new ones.
create function daybook.filtered_visits(
  q daybook.question,
  p_from date,
  p_to date,
  p_until timestamptz default 'infinity'
)
returns setof public.analytics_sessions
language plpgsql stable rows 50000
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_nestloop = off
set enable_mergejoin = off
set enable_sort = on
set plan_cache_mode = force_custom_plan
set work_mem = '64MB'
as $$
declare
  is_whole boolean := (q.sight).groups is null and (q.sight).shares is null;
  -- As daybook.sees: a share that lies in a group now is seen with its whole past.
  seen_groups text[] := (q.sight).groups;
  seen_shares text[] := (q.sight).shares || array(
    select h.share_code from public.analytics_shares h where h.user_code = q.user_code and h.group_code = any ((q.sight).groups)
  );
  group_is text[] := daybook.asked_values(q.filters, 'is', 'group');
  group_not text[] := daybook.asked_values(q.filters, 'is_not', 'group');
  contact_is text[] := daybook.asked_values(q.filters, 'is', 'contact');
  contact_not text[] := daybook.asked_values(q.filters, 'is_not', 'contact');
  referrer_is text[] := daybook.asked_values(q.filters, 'is', 'referrer');
  referrer_not text[] := daybook.asked_values(q.filters, 'is_not', 'referrer');
  channel_is text[] := daybook.asked_values(q.filters, 'is', 'channel');
  channel_not text[] := daybook.asked_values(q.filters, 'is_not', 'channel');
  utm_source_is text[] := daybook.asked_values(q.filters, 'is', 'utm_source');
  utm_source_not text[] := daybook.asked_values(q.filters, 'is_not', 'utm_source');
  utm_medium_is text[] := daybook.asked_values(q.filters, 'is', 'utm_medium');
  utm_medium_not text[] := daybook.asked_values(q.filters, 'is_not', 'utm_medium');
  utm_campaign_is text[] := daybook.asked_values(q.filters, 'is', 'utm_campaign');
  utm_campaign_not text[] := daybook.asked_values(q.filters, 'is_not', 'utm_campaign');
  country_is text[] := daybook.asked_values(q.filters, 'is', 'country');
  country_not text[] := daybook.asked_values(q.filters, 'is_not', 'country');
  device_is text[] := daybook.asked_values(q.filters, 'is', 'device');
  device_not text[] := daybook.asked_values(q.filters, 'is_not', 'device');
  browser_is text[] := daybook.asked_values(q.filters, 'is', 'browser');
  browser_not text[] := daybook.asked_values(q.filters, 'is_not', 'browser');
  os_is text[] := daybook.asked_values(q.filters, 'is', 'os');
  os_not text[] := daybook.asked_values(q.filters, 'is_not', 'os');
  language_is text[] := daybook.asked_values(q.filters, 'is', 'language');
  language_not text[] := daybook.asked_values(q.filters, 'is_not', 'language');
  -- Conditions on what visits did, one by one, since different events may meet them.
  wanted_acts integer := jsonb_array_length(jsonb_path_query_array(
    q.filters, 'strict $[*] ? (@[0] == "is" && (@[1] == "page" || @[1] == "target" || @[1] == "site"))'
  ));
  has_acts boolean := jsonb_path_exists(q.filters, '$[*][1] ? (@ == "page" || @ == "target" || @ == "site")');
  act_values text[] := array(
    select v.value
    from jsonb_array_elements(q.filters) as c(list)
    cross join lateral jsonb_array_elements_text(c.list -> 2) as v(value)
    where c.list ->> 1 in ('page', 'target', 'site')
  );
  visit_is text[] := daybook.asked_values(q.filters, 'is', 'visit');
  visit_not text[] := daybook.asked_values(q.filters, 'is_not', 'visit');
  asks_visit boolean := visit_is is not null or visit_not <> '{}';
begin
  return query
  with asked as (
    select c.place, c.list ->> 0 as operator, c.list ->> 1 as field, v.value
    from jsonb_array_elements(q.filters) with ordinality as c(list, place)
    cross join lateral jsonb_array_elements_text(c.list -> 2) as v(value)
    where has_acts
  ),
  acts as (
    select e.session_date, e.session_id, a.place, a.operator
    from public.analytics_page_views e
    join asked a on a.field = 'page' and a.value = e.page
    where has_acts and e.user_code = q.user_code and e.date between p_from and p_to + 1 and e.at < p_until
    union all
    select e.session_date, e.session_id, a.place, a.operator
    from public.analytics_clicks e
    cross join lateral (values ('page', e.page), ('target', e.target), ('site', e.site)) as d(field, value)
    join asked a on a.field = d.field and a.value = d.value
    where has_acts and e.user_code = q.user_code and e.date between p_from and p_to + 1 and e.at < p_until
      -- Fewer than the rows that come of each.
      and (e.page = any (act_values) or e.target = any (act_values) or e.site = any (act_values))
  ),
  met as (
    select a.session_date, a.session_id,
      count(distinct a.place) filter (where a.operator = 'is') as wanted, bool_or(a.operator = 'is_not') as is_excluded
    from acts a
    group by a.session_date, a.session_id
  ),
  ranked as (
    select s.date, s.session_id,
      case row_number() over (partition by s.date, s.visitor_id order by s.started_at, s.session_id)
        when 1 then 'new' else 'returned'
      end as visit
    from public.analytics_sessions s
    where asks_visit and s.user_code = q.user_code and s.date between p_from and p_to and s.started_at < p_until
      and (is_whole or s.group_code = any (seen_groups) or s.share_code = any (seen_shares))
  )
  select s.*
  from public.analytics_sessions s
  left join met m on m.session_date = s.date and m.session_id = s.session_id
  left join ranked r on r.date = s.date and r.session_id = s.session_id
  where s.user_code = q.user_code and s.date between p_from and p_to and s.started_at < p_until
    and (is_whole or s.group_code = any (seen_groups) or s.share_code = any (seen_shares))
    and (q.filter_group is null or s.group_code = q.filter_group)
    and (q.filter_contact is null or s.share_code = q.filter_contact)
    and (group_is is null or s.group_code = any (group_is)) and not s.group_code = any (group_not)
    and (contact_is is null or s.share_code = any (contact_is)) and not s.share_code = any (contact_not)
    and (referrer_is is null or s.referrer = any (referrer_is)) and not s.referrer = any (referrer_not)
    and (channel_is is null or s.channel = any (channel_is)) and not s.channel = any (channel_not)
    and (utm_source_is is null or s.utm_source = any (utm_source_is)) and not s.utm_source = any (utm_source_not)
    and (utm_medium_is is null or s.utm_medium = any (utm_medium_is)) and not s.utm_medium = any (utm_medium_not)
    and (utm_campaign_is is null or s.utm_campaign = any (utm_campaign_is)) and not s.utm_campaign = any (utm_campaign_not)
    and (country_is is null or s.country = any (country_is)) and not s.country = any (country_not)
    and (device_is is null or s.device = any (device_is)) and not s.device = any (device_not)
    and (browser_is is null or s.browser = any (browser_is)) and not s.browser = any (browser_not)
    and (os_is is null or s.os = any (os_is)) and not s.os = any (os_not)
    and (language_is is null or s.language = any (language_is)) and not s.language = any (language_not)
    and coalesce(m.wanted, 0) = wanted_acts and not coalesce(m.is_excluded, false)
    and (visit_is is null or r.visit = any (visit_is)) and (visit_not = '{}' or not r.visit = any (visit_not));
end;
$$;

revoke all on function daybook.filtered_visits(daybook.question, date, date, timestamptz) from public;

-- Whether what visits that began on a day did on the day after is counted with them: the two days belong to one period of the question,
-- and both are counted, so that it does not matter that they are counted in different parts.
create function daybook.counts_next_day(q daybook.question, p_date date) returns boolean
language plpgsql immutable
set search_path = ''
as $$
begin
  return p_date <> q.to_date and p_date is distinct from q.before_to
    and p_date + 1 <> q.from_date and p_date + 1 is distinct from q.before_from
    and exists (select from unnest(q.raw_parts) as r(days) where p_date <@ r.days)
    and exists (select from unnest(q.raw_parts) as r(days) where p_date + 1 <@ r.days);
end;
$$;

revoke all on function daybook.counts_next_day(daybook.question, date) from public;

-- What count_days would count of some days, all of them in one period of the question, if only the visits that it is about had come:
-- for its scope and straight from raw. A visit's numbers belong to the day it began, page views and clicks to their own; no value
-- becomes '(other)'. Rows of 'totals' are by day; of all others, which are only ever summed, there is one for all these days, with
-- their last (a contact's: the last on which it was seen). What visits did after midnight is counted here even if it belongs to the
-- day after the last, where filtered_rows adds both (counts_next_day). p_until: as if nothing had come from then on; then sections are
-- called as those of day_until. What is compared is counted by days, targets, pages and hours alone.
-- Most of the cost are rows that are passed on from step to step, so there are few steps that see every event, and attributes are
-- carried once. What comes before grouping by visit and page is sorted, since hashing so many small groups takes longer. Merge
-- joins and nested loops would only be chosen by mistake: the planner has no statistics of the steps in between.
create function daybook.filtered_part(
  q daybook.question,
  p_from date,
  p_to date,
  p_until timestamptz default 'infinity'
)
returns daybook.live_row[]
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_nestloop = off
set enable_mergejoin = off
set enable_sort = off
set plan_cache_mode = force_custom_plan
set work_mem = '64MB'
as $$
declare
  is_current boolean := p_from >= q.from_date;
  is_one_day boolean := q.from_date = q.to_date;
  zone text := (
    select z.time_zone
    from public.analytics_owner_time_zones z
    where z.user_code = q.user_code and z.valid_from < (p_to + 1)::timestamp at time zone z.time_zone
    order by z.valid_from desc
    limit 1
  );
  -- The first day whose visits are looked at, and the last whose events count.
  first_day date := case when p_until = 'infinity' and daybook.counts_next_day(q, p_from - 1) then p_from else p_from - 1 end;
  last_day date := case when p_until = 'infinity' and daybook.counts_next_day(q, p_to) then p_to + 1 else p_to end;
begin
  return array(
    -- A visit is its place here, for numbers are grouped faster than ids. Those of the day before, of which only what they did
    -- after midnight is counted, are below 0. visitor: of those who came more than once that day.
    with visits as materialized (
      select (case when v.date < p_from then -1 else 1 end * row_number() over w)::integer as place,
        case
          when v.date >= p_from and count(*) over (partition by v.date, v.visitor_id) > 1 then (rank() over w)::integer
        end as visitor,
        v.date, v.session_id, v.started_at, v.share_code, v.group_code, v.referrer, v.channel,
        v.utm_source, v.utm_medium, v.utm_campaign, v.country, v.device, v.browser, v.os, v.language
      from daybook.filtered_visits(q, first_day, p_to, p_until) as v
      window w as (order by v.date, v.visitor_id)
    ),
    clicks as materialized (
      select v.place, v.visitor, e.at, e.page, e.target, e.outcome, e.site, e.date > e.session_date as is_late,
        e.date <= last_day as is_within
      from visits v
      join public.analytics_clicks e on e.session_id = v.session_id and e.session_date = v.date
      where e.user_code = q.user_code and e.date between p_from and p_to + 1 and e.session_date between first_day and p_to
        and e.at < p_until
    ),
    -- What a visit did on one page. Late is what it did after midnight. A visit began and ended where its first and last page view
    -- were; on several pages where it saw two at one moment.
    acts as materialized (
      select
        a.place, a.visitor, a.page collate "default" as page, a.page_views, a.clicks, a.last_at, a.late_views, a.late_clicks,
        coalesce((a.first_view_at = min(a.first_view_at) over w)::integer, 0) as entries,
        coalesce((a.last_view_at = max(a.last_view_at) over w)::integer, 0) as exits
      from (
        select
          e.place, e.visitor, e.page, count(e.viewed_at)::integer as page_views, (count(*) - count(e.viewed_at))::integer as clicks,
          min(e.viewed_at) as first_view_at, max(e.viewed_at) as last_view_at, max(e.at) as last_at,
          count(e.late_view)::integer as late_views, count(e.late_click)::integer as late_clicks
        from (
          select v.place, v.visitor, e.page collate "C" as page, e.at, e.at as viewed_at,
            case when e.date > e.session_date then 1 end as late_view, null::integer as late_click
          from visits v
          join public.analytics_page_views e on e.session_id = v.session_id and e.session_date = v.date
          where e.user_code = q.user_code and e.date between p_from and p_to + 1 and e.session_date between first_day and p_to
            and e.at < p_until
          union all
          select c.place, c.visitor, c.page, c.at, null, null, case when c.is_late then 1 end
          from clicks c
          order by 1, 3, 2
        ) as e
        group by e.place, e.page, e.visitor
      ) as a
      window w as (partition by a.place)
    ),
    courses as materialized (
      select a.place, sum(a.page_views)::integer as page_views, sum(a.clicks)::integer as clicks, max(a.last_at) as last_at
      from acts a
      where a.place > 0
      group by a.place
    ),
    by_page as materialized (
      select a.page, count(*) as sessions, sum(a.page_views) as page_views, sum(a.clicks) as clicks,
        sum(a.entries) as entries, sum(a.exits) as exits
      from acts a
      where a.place > 0
      group by a.page
    ),
    -- Of page views of one moment the ids' order decides.
    unclear as materialized (
      select a.place
      from acts a
      where a.place > 0
        and (select sum(b.entries) + sum(b.exits) from by_page b) > (select 2 * count(*) from courses c where c.page_views > 0)
      group by a.place
      having sum(a.entries) > 1 or sum(a.exits) > 1
    ),
    cleared as (
      select array_agg(e.page order by e.at, e.event_id) as pages
      from visits v
      join public.analytics_page_views e on e.session_id = v.session_id and e.session_date = v.date
      where e.user_code = q.user_code and e.date between p_from and p_to + 1 and e.session_date between first_day and p_to
        and e.at < p_until and v.place in (select u.place from unclear u)
      group by v.place
    ),
    -- Visits by attributes that go together, which make few combinations: each attribute is summed over these.
    combinations as materialized (
      select
        v.date, v.group_code, v.share_code, v.device, v.browser, v.os, v.language, v.referrer, v.channel, v.utm_source,
        v.utm_medium, v.utm_campaign, v.country,
        case when grouping(v.date) = 0 then 'slice' when grouping(v.device) = 0 then 'device' else 'source' end as kind,
        count(*)::integer as sessions,
        sum(coalesce(c.page_views, 0))::integer as page_views, sum(coalesce(c.clicks, 0))::integer as clicks,
        count(*) filter (where c.clicks > 0)::integer as contacting,
        count(*) filter (where coalesce(c.clicks, 0) = 0 and coalesce(c.page_views, 0) <= 1)::integer as bounces,
        sum(greatest(0, floor(date_part('epoch', c.last_at - v.started_at)))) as duration_seconds
      from visits v
      left join courses c on c.place = v.place
      where v.place > 0
      group by grouping sets (
        (v.date, v.group_code, v.share_code), (v.device, v.browser, v.os, v.language),
        (v.referrer, v.channel, v.utm_source, v.utm_medium, v.utm_campaign, v.country)
      )
    ),
    by_attribute as (
      select
        case when grouping(s.date) = 0 then 'day' when grouping(s.group_code) = 0 then 'group' else 'contact' end as kind,
        coalesce(s.date::text, s.group_code, s.share_code) as value,
        sum(s.sessions) as sessions, sum(s.page_views) as page_views, sum(s.clicks) as clicks,
        sum(s.contacting) as contacting_sessions, sum(s.bounces) as bounces, sum(s.duration_seconds) as duration_seconds,
        max(s.date) as last_date
      from combinations s
      where s.kind = 'slice'
      group by grouping sets ((s.date), (s.group_code), (s.share_code))
      union all
      select 'hour', to_char(v.started_at at time zone zone, 'HH24'), count(*), 0, 0, count(*) filter (where c.clicks > 0),
        0, 0, null
      from visits v
      left join courses c on c.place = v.place
      where is_one_day and v.place > 0
      group by 2
      union all
      select a.kind, a.value, d.sessions, d.page_views, d.clicks, d.contacting, 0, 0, null
      from combinations d
      cross join lateral (values
        ('device', d.device), ('browser', d.browser), ('os', d.os), ('language', d.language)
      ) as a(kind, value)
      where d.kind = 'device'
      union all
      select a.kind, a.value, s.sessions, s.page_views, s.clicks, s.contacting, 0, 0, null
      from combinations s
      cross join lateral (values
        ('referrer', s.referrer), ('channel', s.channel), ('utm_source', s.utm_source), ('utm_medium', s.utm_medium),
        ('utm_campaign', s.utm_campaign), ('country', s.country)
      ) as a(kind, value)
      where s.kind = 'source'
    ),
    -- Visitors are sessions without the repeated ones, as in count_days. Of two visits it is seen side by side what repeats.
    returning_visits as materialized (
      select v.*, case when is_one_day then to_char(v.started_at at time zone zone, 'HH24') else '' end as hour,
        min(v.place) over w as first_place, count(*) over w as visits
      from visits v
      where v.visitor is not null
      window w as (partition by v.visitor)
    ),
    repeated_attributes as (
      select r.kind, r.value, r.repetitions
      from (
        select
          case
            when grouping(s.group_code) = 0 then 'group' when grouping(s.share_code) = 0 then 'contact'
            when grouping(s.hour) = 0 then 'hour' when grouping(s.referrer) = 0 then 'referrer'
            when grouping(s.channel) = 0 then 'channel' when grouping(s.utm_source) = 0 then 'utm_source'
            when grouping(s.utm_medium) = 0 then 'utm_medium' when grouping(s.utm_campaign) = 0 then 'utm_campaign'
            when grouping(s.country) = 0 then 'country' when grouping(s.device) = 0 then 'device'
            when grouping(s.browser) = 0 then 'browser' when grouping(s.os) = 0 then 'os'
            when grouping(s.language) = 0 then 'language' else 'day'
          end as kind,
          coalesce(
            s.group_code, s.share_code, s.hour, s.referrer, s.channel, s.utm_source, s.utm_medium, s.utm_campaign,
            s.country, s.device, s.browser, s.os, s.language, s.date::text
          ) as value,
          count(*) as repetitions
        from (
          select
            a.date, case when a.group_code = b.group_code then a.group_code end as group_code,
            case when a.share_code = b.share_code then a.share_code end as share_code,
            case when a.hour = b.hour then a.hour end as hour,
            case when a.referrer = b.referrer then a.referrer end as referrer,
            case when a.channel = b.channel then a.channel end as channel,
            case when a.utm_source = b.utm_source then a.utm_source end as utm_source,
            case when a.utm_medium = b.utm_medium then a.utm_medium end as utm_medium,
            case when a.utm_campaign = b.utm_campaign then a.utm_campaign end as utm_campaign,
            case when a.country = b.country then a.country end as country,
            case when a.device = b.device then a.device end as device,
            case when a.browser = b.browser then a.browser end as browser,
            case when a.os = b.os then a.os end as os,
            case when a.language = b.language then a.language end as language
          from returning_visits a
          join returning_visits b on b.place = a.first_place
          where a.visits = 2 and a.place > a.first_place
        ) as s
        group by grouping sets (
          (s.date), (s.group_code), (s.share_code), (s.hour), (s.referrer), (s.channel), (s.utm_source), (s.utm_medium),
          (s.utm_campaign), (s.country), (s.device), (s.browser), (s.os), (s.language)
        )
      ) as r
      where r.value is not null
      union all
      select r.kind, r.value, sum(r.sessions - 1)
      from (
        select
          case
            when grouping(s.group_code) = 0 then 'group' when grouping(s.share_code) = 0 then 'contact'
            when grouping(s.hour) = 0 then 'hour' when grouping(s.referrer) = 0 then 'referrer'
            when grouping(s.channel) = 0 then 'channel' when grouping(s.utm_source) = 0 then 'utm_source'
            when grouping(s.utm_medium) = 0 then 'utm_medium' when grouping(s.utm_campaign) = 0 then 'utm_campaign'
            when grouping(s.country) = 0 then 'country' when grouping(s.device) = 0 then 'device'
            when grouping(s.browser) = 0 then 'browser' when grouping(s.os) = 0 then 'os'
            when grouping(s.language) = 0 then 'language' else 'day'
          end as kind,
          coalesce(
            s.group_code, s.share_code, s.hour, s.referrer, s.channel, s.utm_source, s.utm_medium, s.utm_campaign,
            s.country, s.device, s.browser, s.os, s.language, min(s.date)::text
          ) as value,
          count(*) as sessions
        from returning_visits s
        where s.visits > 2
        group by s.visitor, grouping sets (
          (), (s.group_code), (s.share_code), (s.hour), (s.referrer), (s.channel), (s.utm_source), (s.utm_medium),
          (s.utm_campaign), (s.country), (s.device), (s.browser), (s.os), (s.language)
        )
        having count(*) > 1
      ) as r
      group by r.kind, r.value
    ),
    -- What a visit did with one target, and to one site.
    click_acts as materialized (
      select 'target' as kind, c.target as value, c.place, c.visitor, count(*) filter (where c.is_within)::integer as clicks,
        count(*) filter (where c.is_within and c.outcome = 'opened')::integer as opened,
        count(*) filter (where c.is_within and c.outcome = 'stayed')::integer as stayed
      from clicks c
      group by c.place, c.visitor, c.target
      union all
      select 'site', c.site, c.place, c.visitor, count(*) filter (where c.is_within)::integer, 0, 0
      from clicks c
      where c.site <> ''
      group by c.place, c.visitor, c.site
    ),
    repeated_acts as (
      select r.kind, r.value, sum(r.sessions - 1) as repetitions
      from (
        select 'page' as kind, a.page as value, count(*) as sessions
        from acts a
        where is_current and a.visitor is not null
        group by a.page, a.visitor
        having count(*) > 1
        union all
        select a.kind, a.value, count(*)
        from click_acts a
        where is_current and a.visitor is not null
        group by a.kind, a.value, a.visitor
        having count(*) > 1
      ) as r
      group by r.kind, r.value
    ),
    -- A visit's page views and clicks after midnight belong to the next day.
    late_acts as materialized (
      select v.date, v.group_code, v.share_code, a.page, a.late_views, a.late_clicks
      from acts a
      join visits v on v.place = a.place
      where a.late_views > 0 or a.late_clicks > 0
    ),
    moved as (
      select 'day' as kind, l.date::text as value, -l.late_views as page_views, -l.late_clicks as clicks, l.date as last_date
      from late_acts l
      where l.date >= p_from
      union all
      select 'day', (l.date + 1)::text, l.late_views, l.late_clicks, l.date + 1
      from late_acts l
      where l.date < last_day
      union all
      -- Of these days: what was done on the first of them by visits of the day before, and not what came on the day after.
      select d.kind, d.value, d.sign * l.late_views, d.sign * l.late_clicks, case when l.date < last_day then l.date + 1 end
      from late_acts l
      cross join lateral (
        select k.kind, k.value, case when l.date < p_from then 1 when l.date = last_day then -1 else 0 end as sign
        from (values ('group', l.group_code), ('contact', l.share_code), ('page', l.page)) as k(kind, value)
      ) as d
    ),
    hours as (
      select to_char(e.at at time zone zone, 'HH24') as hour, count(*) - count(e.target) as page_views, count(e.target) as clicks
      from (
        select e.at, null::text as target
        from visits v
        join public.analytics_page_views e on e.session_id = v.session_id and e.session_date = v.date
        where is_one_day and e.user_code = q.user_code and e.date = p_to and e.at < p_until
        union all
        select c.at, c.target
        from clicks c
        where is_one_day and c.is_within
      ) as e
      group by 1
    ),
    parts as (
      select b.kind, b.value, b.sessions as visitors, b.sessions, b.page_views, b.clicks, b.contacting_sessions,
        b.bounces, b.duration_seconds, b.last_date, 0 as entries, 0 as exits, 0 as opened, 0 as stayed
      from by_attribute b
      union all
      select r.kind, r.value, -r.repetitions, 0, 0, 0, 0, 0, 0, null, 0, 0, 0, 0
      from repeated_attributes r
      union all
      select m.kind, m.value, 0, 0, sum(m.page_views), sum(m.clicks), 0, 0, 0, max(m.last_date), 0, 0, 0, 0
      from moved m
      group by m.kind, m.value
      union all
      select 'hour', h.hour, 0, 0, h.page_views, h.clicks, 0, 0, 0, null, 0, 0, 0, 0
      from hours h
      union all
      select 'page', b.page, b.sessions, b.sessions, b.page_views, b.clicks, 0, 0, 0, null, b.entries, b.exits, 0, 0
      from by_page b
      union all
      select a.kind, a.value, count(*) filter (where a.place > 0), count(*) filter (where a.place > 0), 0, sum(a.clicks),
        case a.kind when 'site' then count(*) filter (where a.place > 0) else 0 end, 0, 0, null, 0, 0, sum(a.opened), sum(a.stayed)
      from click_acts a
      group by a.kind, a.value
      union all
      select r.kind, r.value, -r.repetitions, 0, 0, 0, 0, 0, 0, null, 0, 0, 0, 0
      from repeated_acts r
      union all
      select 'page', a.page, 0, 0, 0, 0, 0, 0, 0, null, -sum(a.entries), -sum(a.exits), 0, 0
      from acts a
      where a.place in (select u.place from unclear u)
      group by a.page
      union all
      select 'page', e.page, 0, 0, 0, 0, 0, 0, 0, null, sum(e.entries), sum(e.exits), 0, 0
      from cleared c
      cross join lateral (values (c.pages[1], 1, 0), (c.pages[array_upper(c.pages, 1)], 0, 1)) as e(page, entries, exits)
      group by e.page
    ),
    counted as (
      select
        p.kind, p.value, sum(p.visitors)::bigint as visitors, sum(p.sessions)::bigint as sessions,
        sum(p.page_views)::bigint as page_views, sum(p.clicks)::bigint as clicks,
        sum(p.contacting_sessions)::bigint as contacting_sessions, sum(p.bounces)::bigint as bounces,
        sum(p.duration_seconds)::bigint as duration_seconds, max(p.last_date) as last_date,
        sum(p.entries)::bigint as entries, sum(p.exits)::bigint as exits, sum(p.opened)::bigint as opened,
        sum(p.stayed)::bigint as stayed
      from parts p
      where case p.kind when 'hour' then is_one_day when 'day' then true else is_current or p.kind in ('page', 'target') end
      group by p.kind, p.value
    )
    select (
      case c.kind when 'day' then c.value::date when 'contact' then c.last_date else p_to end,
      case when p_until < 'infinity' then 'until ' else '' end || case
        when c.kind in ('page', 'target') then c.kind
        when c.kind in ('day', 'group') then 'totals'
        when c.kind = 'contact' then case q.scope when 'group' then 'group' else 'totals' end
        else 'dimension'
      end,
      case when c.kind in ('group', 'contact') then c.kind else q.scope end,
      case when c.kind in ('group', 'contact') then c.value else q.scope_code end,
      case when c.kind in ('day', 'group', 'contact', 'page', 'target') then '' else c.kind end,
      case
        when c.kind in ('day', 'group') then '' when c.kind = 'contact' then case q.scope when 'group' then q.scope_code else '' end
        else c.value
      end,
      c.visitors, c.sessions, c.page_views, c.clicks, c.contacting_sessions, c.bounces, c.duration_seconds,
      c.entries, c.exits, c.opened, c.stayed
    )::daybook.live_row
    from counted c
    -- The one group or contact that a question is about has its days already.
    where c.kind <> q.scope
  );
end;
$$;

revoke all on function daybook.filtered_part(daybook.question, date, date, timestamptz) from public;

-- What a question's conditions leave of its days, counted from raw run by run. PT503: it takes longer than daybook.time_to_ask();
-- nothing is answered then.
create function daybook.filtered_rows(q daybook.question) returns daybook.live_row[]
language plpgsql stable
set search_path = ''
as $$
declare
  until_when timestamptz := clock_timestamp() + daybook.time_to_ask();
  part daterange;
  rows daybook.live_row[] := '{}'::daybook.live_row[];
begin
  foreach part in array q.raw_parts loop
    if clock_timestamp() >= until_when then
      raise exception 'counting these days from raw events takes too long' using errcode = 'PT503';
    end if;
    rows := rows || daybook.filtered_part(q, lower(part), upper(part) - 1);
  end loop;
  -- One row for each day and each value of a period, whatever parts they were counted in.
  if cardinality(q.raw_parts) > 1 then
    rows := array(
      select (
        max(r.date), r.section, r.scope, r.scope_code, r.dimension, r.value,
        sum(r.visitors)::bigint, sum(r.sessions)::bigint, sum(r.page_views)::bigint, sum(r.clicks)::bigint,
        sum(r.contacting_sessions)::bigint, sum(r.bounces)::bigint, sum(r.duration_seconds)::bigint,
        sum(r.entries)::bigint, sum(r.exits)::bigint, sum(r.opened)::bigint, sum(r.stayed)::bigint
      )::daybook.live_row
      from unnest(rows) as r
      group by
        case when r.section = 'totals' and r.scope = q.scope and r.scope_code = q.scope_code then r.date end, r.date >= q.from_date,
        r.section, r.scope, r.scope_code, r.dimension, r.value
    );
  end if;
  if q.until_at is not null then
    rows := rows || daybook.filtered_part(q, q.before_to, q.before_to, q.until_at);
    -- Hours are those of the whole day, whatever its totals are counted until.
    if q.from_date = q.to_date then
      rows := rows || array(
        select h
        from unnest(daybook.filtered_part(q, q.before_to, q.before_to)) as h
        where h.dimension = 'hour'
      );
    end if;
  end if;
  return rows;
end;
$$;

revoke all on function daybook.filtered_rows(daybook.question) from public;

-- All that a question's answer needs beside the daily tables: its dirty days counted live, or under filters every day from raw.
create function daybook.question_rows(q daybook.question) returns daybook.live_row[]
language plpgsql stable
set search_path = ''
as $$
begin
  if q.filters is not null then
    return daybook.filtered_rows(q);
  end if;
  return daybook.live_rows(q.user_code, q.live_dates, q.scope, q.scope_code) || daybook.day_until(q);
end;
$$;

revoke all on function daybook.question_rows(daybook.question) from public;

-- The days from p_from to p_to, and how a question counts each: 'live', 'closed', 'empty' where there are no events, or 'gone' where
-- the raw events that the question needs are not kept.
create function daybook.days_between(q daybook.question, p_from date, p_to date)
returns table (date date, state text, computed_at timestamptz)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select
    g.day::date,
    case
      when g.day::date = any (q.gone_dates) then 'gone' when g.day::date = any (q.live_dates) then 'live'
      when d.raw_events > 0 then 'closed' else 'empty'
    end,
    case
      when g.day::date = any (q.gone_dates) then null when g.day::date = any (q.live_dates) then now()
      when d.raw_events > 0 then d.computed_at
    end
  from generate_series(p_from::timestamp, p_to::timestamp, interval '1 day') as g(day)
  left join public.analytics_days d on d.user_code = q.user_code and d.date = g.day::date;
end;
$$;

revoke all on function daybook.days_between(daybook.question, date, date) from public;

-- The days of a question, each in its period: 'current' or 'previous'.
create function daybook.question_days(q daybook.question)
returns table (period text, date date, state text, computed_at timestamptz)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select 'current', d.date, d.state, d.computed_at
  from daybook.days_between(q, q.from_date, q.to_date) as d
  union all
  select 'previous', d.date, d.state, d.computed_at
  from daybook.days_between(q, q.before_from, q.before_to) as d;
end;
$$;

revoke all on function daybook.question_days(daybook.question) from public;

-- How the numbers of a question's period came about: { live_days, closed_days, empty_days, gone_days, recounted_first,
-- recounted_last }. Live days, listed, are counted anew for this answer; closed ones were last recounted between these two moments;
-- empty ones have no events; gone ones, listed, cannot be asked this, because their raw events are not kept.
create function daybook.question_provenance(q daybook.question) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'live_days', coalesce(jsonb_agg(d.date order by d.date) filter (where d.state = 'live'), '[]'::jsonb),
      'closed_days', count(*) filter (where d.state = 'closed'),
      'empty_days', count(*) filter (where d.state = 'empty'),
      'gone_days', coalesce(jsonb_agg(d.date order by d.date) filter (where d.state = 'gone'), '[]'::jsonb),
      'recounted_first', min(d.computed_at) filter (where d.state = 'closed'),
      'recounted_last', max(d.computed_at) filter (where d.state = 'closed')
    )
    from daybook.days_between(q, q.from_date, q.to_date) as d
  );
end;
$$;

revoke all on function daybook.question_provenance(daybook.question) from public;

-- Totals and days of both periods: { current: { totals, days }, previous: { totals, days } or absent }. A day is its totals
-- with { date, state, computed_at }, all of them null where it cannot be asked this. The last day compared with is counted until the question's moment, where it has one.
create function daybook.day_series(q daybook.question, live daybook.live_row[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  gone jsonb := '{"visitors": null, "sessions": null, "page_views": null, "clicks": null, "contacting_sessions": null, "bounces": null, "duration_seconds": null}'::jsonb;
begin
  return (
    with counted as (
      select false as is_until, t.date, t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
      from daybook.scope_totals t
      where t.user_code = q.user_code and t.scope = q.scope and t.scope_code = q.scope_code
        and t.date between q.reads_from and q.to_date
        and not t.date = any (q.live_dates)
      union all
      select
        l.section = 'until totals',
        l.date, l.visitors, l.sessions, l.page_views, l.clicks, l.contacting_sessions, l.bounces, l.duration_seconds
      from unnest(live) as l
      where l.section in ('totals', 'until totals') and l.scope = q.scope and l.scope_code = q.scope_code
    ),
    periods as (
      select
        d.period,
        daybook.totals(
          sum(c.visitors), sum(c.sessions), sum(c.page_views), sum(c.clicks),
          sum(c.contacting_sessions), sum(c.bounces), sum(c.duration_seconds)
        ) as totals,
        jsonb_agg(
          case when d.state = 'gone' then gone else daybook.totals(
            c.visitors, c.sessions, c.page_views, c.clicks, c.contacting_sessions, c.bounces, c.duration_seconds
          ) end || jsonb_build_object('date', d.date, 'state', d.state, 'computed_at', d.computed_at)
          order by d.date
        ) as days
      from daybook.question_days(q) as d
      left join counted c on c.date = d.date
        and c.is_until = (d.period = 'previous' and d.date = q.before_to and q.until_at is not null)
      group by d.period
    )
    select jsonb_object_agg(p.period, jsonb_build_object('totals', p.totals, 'days', p.days))
    from periods p
  );
end;
$$;

revoke all on function daybook.day_series(daybook.question, daybook.live_row[]) from public;

-- The 24 hours of a period of one day, and of the day compared with: { current, previous }. Null for longer periods.
create function daybook.hours(q daybook.question, live daybook.live_row[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  if q.from_date <> q.to_date then
    return null;
  end if;

  return (
    with counted as (
      select t.date, t.value, t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions
      from public.analytics_daily_dimension_stats t
      where t.user_code = q.user_code and t.scope = q.scope and t.scope_code = q.scope_code
        and t.date in (q.from_date, q.before_from) and t.dimension = 'hour'
        and not t.date = any (q.live_dates)
      union all
      select l.date, l.value, l.visitors, l.sessions, l.page_views, l.clicks, l.contacting_sessions
      from unnest(live) as l
      where l.section = 'dimension' and l.dimension = 'hour'
    ),
    lists as (
      select
        p.period,
        jsonb_agg(
          jsonb_build_object(
            'hour', n.hour,
            'visitors', coalesce(c.visitors, 0), 'sessions', coalesce(c.sessions, 0),
            'page_views', coalesce(c.page_views, 0), 'clicks', coalesce(c.clicks, 0),
            'contacting_sessions', coalesce(c.contacting_sessions, 0)
          ) order by n.hour
        ) as list
      from (values ('current', q.from_date), ('previous', q.before_from)) as p(period, date)
      cross join (select lpad(i::text, 2, '0') as hour from generate_series(0, 23) as i) as n
      left join counted c on c.date = p.date and c.value = n.hour
      group by p.period
    )
    select jsonb_object_agg(l.period, l.list)
    from lists l
  );
end;
$$;

revoke all on function daybook.hours(daybook.question, daybook.live_row[]) from public;

-- The click targets with the most clicks in the period: { rows, more }.
create function daybook.top_targets(q daybook.question, live daybook.live_row[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    with counted as (
      select false as is_until, t.date, t.target, t.visitors, t.sessions, t.clicks, t.opened, t.stayed
      from daybook.daily_targets t
      where t.user_code = q.user_code and t.scope = q.scope and t.scope_code = q.scope_code
        and t.date between least(q.from_date, q.before_from) and q.to_date
        and not t.date = any (q.live_dates)
      union all
      select l.section = 'until target', l.date, l.value, l.visitors, l.sessions, l.clicks, l.opened, l.stayed
      from unnest(live) as l
      where l.section in ('target', 'until target')
    ),
    targets as (
      select
        c.target,
        sum(c.visitors) filter (where c.date between q.from_date and q.to_date and not c.is_until)   as visitors,
        sum(c.sessions) filter (where c.date between q.from_date and q.to_date and not c.is_until)   as sessions,
        sum(c.clicks) filter (where c.date between q.from_date and q.to_date and not c.is_until)     as clicks,
        sum(c.opened) filter (where c.date between q.from_date and q.to_date and not c.is_until)     as opened,
        sum(c.stayed) filter (where c.date between q.from_date and q.to_date and not c.is_until)     as stayed,
        sum(c.clicks) filter (
          where c.date between q.before_from and q.before_to
            and c.is_until = (c.date = q.before_to and q.until_at is not null)
        ) as previous_clicks
      from counted c
      group by c.target
    ),
    placed as (
      select t.*, row_number() over (order by t.clicks desc, t.sessions desc, t.target) as place
      from targets t
      where t.clicks > 0 or t.sessions > 0
    )
    select jsonb_build_object(
      'rows', coalesce(jsonb_agg(
        jsonb_build_object(
          'target', p.target, 'visitors', p.visitors, 'sessions', p.sessions, 'clicks', p.clicks,
          'opened', p.opened, 'stayed', p.stayed,
          'previous_clicks', case when q.before_from is not null then coalesce(p.previous_clicks, 0) end
        ) order by p.place
      ) filter (where p.place <= coalesce(q.list_limit, p.place)), '[]'::jsonb),
      'more', count(*) filter (where p.place > q.list_limit)
    )
    from placed p
  );
end;
$$;

revoke all on function daybook.top_targets(daybook.question, daybook.live_row[]) from public;

-- The pages with the most page views in the period: { rows, more }.
create function daybook.top_pages(q daybook.question, live daybook.live_row[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    with counted as (
      select false as is_until, t.date, t.page, t.visitors, t.sessions, t.page_views, t.clicks, t.entries, t.exits
      from daybook.daily_pages t
      where t.user_code = q.user_code and t.scope = q.scope and t.scope_code = q.scope_code
        and t.date between least(q.from_date, q.before_from) and q.to_date
        and not t.date = any (q.live_dates)
      union all
      select l.section = 'until page', l.date, l.value, l.visitors, l.sessions, l.page_views, l.clicks, l.entries, l.exits
      from unnest(live) as l
      where l.section in ('page', 'until page')
    ),
    pages as (
      select
        c.page,
        sum(c.visitors) filter (where c.date between q.from_date and q.to_date and not c.is_until)       as visitors,
        sum(c.sessions) filter (where c.date between q.from_date and q.to_date and not c.is_until)       as sessions,
        sum(c.page_views) filter (where c.date between q.from_date and q.to_date and not c.is_until)     as page_views,
        sum(c.clicks) filter (where c.date between q.from_date and q.to_date and not c.is_until)         as clicks,
        sum(c.entries) filter (where c.date between q.from_date and q.to_date and not c.is_until)        as entries,
        sum(c.exits) filter (where c.date between q.from_date and q.to_date and not c.is_until)          as exits,
        sum(c.page_views) filter (
          where c.date between q.before_from and q.before_to
            and c.is_until = (c.date = q.before_to and q.until_at is not null)
        ) as previous_page_views
      from counted c
      group by c.page
    ),
    placed as (
      select p.*, row_number() over (order by p.page_views desc, p.clicks desc, p.page) as place
      from pages p
      where p.page_views > 0 or p.clicks > 0 or p.sessions > 0
    )
    select jsonb_build_object(
      'rows', coalesce(jsonb_agg(
        jsonb_build_object(
          'page', p.page, 'visitors', p.visitors, 'sessions', p.sessions, 'page_views', p.page_views,
          'clicks', p.clicks, 'entries', p.entries, 'exits', p.exits,
          'previous_page_views', case when q.before_from is not null then coalesce(p.previous_page_views, 0) end
        ) order by p.place
      ) filter (where p.place <= coalesce(q.list_limit, p.place)), '[]'::jsonb),
      'more', count(*) filter (where p.place > q.list_limit)
    )
    from placed p
  );
end;
$$;

revoke all on function daybook.top_pages(daybook.question, daybook.live_row[]) from public;

-- The values of each attribute of sessions with the most sessions in the period, and the sites with the most clicks to them:
-- { dimension: { rows, more } }.
create function daybook.top_dimensions(q daybook.question, live daybook.live_row[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    with counted as (
      select t.dimension, t.value, t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions
      from public.analytics_daily_dimension_stats t
      where t.user_code = q.user_code and t.scope = q.scope and t.scope_code = q.scope_code
        and t.date between q.from_date and q.to_date and t.dimension <> 'hour'
        and not t.date = any (q.live_dates)
      union all
      select l.dimension, l.value, l.visitors, l.sessions, l.page_views, l.clicks, l.contacting_sessions
      from unnest(live) as l
      where l.section = 'dimension' and l.dimension <> 'hour' and l.date between q.from_date and q.to_date
    ),
    dimensions as (
      select
        c.dimension, c.value,
        sum(c.visitors) as visitors, sum(c.sessions) as sessions, sum(c.page_views) as page_views,
        sum(c.clicks) as clicks, sum(c.contacting_sessions) as contacting_sessions
      from counted c
      group by c.dimension, c.value
    ),
    placed as (
      select d.*,
        row_number() over (
          partition by d.dimension
          order by case d.dimension when 'site' then d.clicks end desc, d.sessions desc, d.value
        ) as place
      from dimensions d
    ),
    lists as (
      select
        p.dimension,
        jsonb_build_object(
          'rows', coalesce(jsonb_agg(
            jsonb_build_object(
              'value', p.value, 'visitors', p.visitors, 'sessions', p.sessions, 'page_views', p.page_views,
              'clicks', p.clicks, 'contacting_sessions', p.contacting_sessions
            ) order by p.place
          ) filter (where p.place <= coalesce(q.list_limit, p.place)), '[]'::jsonb),
          'more', count(*) filter (where p.place > q.list_limit)
        ) as list
      from placed p
      group by p.dimension
    )
    select jsonb_object_agg(n.dimension, coalesce(l.list, '{"rows": [], "more": 0}'::jsonb))
    from unnest(array[
      'referrer', 'channel', 'utm_source', 'utm_medium', 'utm_campaign',
      'country', 'device', 'browser', 'os', 'language', 'site'
    ]) as n(dimension)
    left join lists l on l.dimension = n.dimension
  );
end;
$$;

revoke all on function daybook.top_dimensions(daybook.question, daybook.live_row[]) from public;

-- The groups in the question's sight with the most sessions in the period, each with its totals: { rows, more }. None under a
-- contact filter.
create function daybook.top_groups(q daybook.question, live daybook.live_row[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  is_whole boolean := (q.sight).groups is null and (q.sight).shares is null;
begin
  return (
    with counted as (
      select
        t.scope_code, t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions, t.bounces, t.duration_seconds
      from daybook.scope_totals t
      where q.scope <> 'contact'
        and t.user_code = q.user_code and t.scope = 'group' and t.date between q.from_date and q.to_date
        and not t.date = any (q.live_dates)
      union all
      select
        l.scope_code, l.visitors, l.sessions, l.page_views, l.clicks, l.contacting_sessions, l.bounces, l.duration_seconds
      from unnest(live) as l
      where q.scope <> 'contact'
        and l.section = 'totals' and l.scope = 'group' and l.date between q.from_date and q.to_date
    ),
    placed as (
      select
        daybook.totals(
          sum(c.visitors), sum(c.sessions), sum(c.page_views), sum(c.clicks),
          sum(c.contacting_sessions), sum(c.bounces), sum(c.duration_seconds)
        ) || jsonb_build_object('group_code', c.scope_code, 'name', coalesce(max(g.name), '')) as line,
        row_number() over (order by sum(c.sessions) desc, c.scope_code) as place
      from counted c
      left join public.analytics_groups g on g.user_code = q.user_code and g.group_code = c.scope_code
      where is_whole or c.scope_code = any ((q.sight).groups)
      group by c.scope_code
    )
    select jsonb_build_object(
      'rows',
      coalesce(jsonb_agg(p.line order by p.place) filter (where p.place <= coalesce(q.list_limit, p.place)), '[]'::jsonb),
      'more', count(*) filter (where p.place > q.list_limit)
    )
    from placed p
  );
end;
$$;

revoke all on function daybook.top_groups(daybook.question, daybook.live_row[]) from public;

-- The contacts (shares) with the most clicks in the period, each with its totals and the last day it was seen on: { rows,
-- more, rest }, where rest holds the totals of those that are not listed. Under a filter only the one contact, or the visits
-- that came by each share while it was in the group. A share that has left what the question's sight holds is not named; a sight
-- without names lists none, not even as rest.
create function daybook.top_contacts(q daybook.question, live daybook.live_row[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  is_whole boolean := (q.sight).groups is null and (q.sight).shares is null;
begin
  return (
    with counted as (
      select
        t.date, t.scope_code,
        t.visitors::integer as visitors, t.sessions::integer as sessions, t.page_views::integer as page_views,
        t.clicks::integer as clicks,
        t.contacting_sessions::integer as contacting_sessions, t.bounces::integer as bounces, t.duration_seconds
      from daybook.scope_totals t
      where q.scope <> 'group' and t.user_code = q.user_code and t.scope = 'contact' and t.date between q.from_date and q.to_date
        and not t.date = any (q.live_dates)
      union all
      select
        t.date, t.share_code,
        t.visitors::integer, t.sessions::integer, t.page_views::integer, t.clicks::integer,
        t.contacting_sessions::integer, t.bounces::integer, t.duration_seconds
      from daybook.group_contacts t
      where q.scope = 'group' and t.user_code = q.user_code and t.group_code = q.scope_code
        and t.date between q.from_date and q.to_date
        and not t.date = any (q.live_dates)
      union all
      select
        l.date, l.scope_code,
        l.visitors::integer, l.sessions::integer, l.page_views::integer, l.clicks::integer,
        l.contacting_sessions::integer, l.bounces::integer, l.duration_seconds
      from unnest(live) as l
      where l.scope = 'contact' and l.date between q.from_date and q.to_date
        and ((q.scope <> 'group' and l.section = 'totals')
          or (q.scope = 'group' and l.section = 'group' and l.value = q.scope_code))
    ),
    -- Each share has many days: they are summed before its name is looked up, and as integers, since sums of bigint are numeric.
    summed as (
      select
        c.scope_code, max(c.date) as last_seen,
        sum(c.visitors) as visitors, sum(c.sessions) as sessions, sum(c.page_views) as page_views, sum(c.clicks) as clicks,
        sum(c.contacting_sessions) as contacting_sessions, sum(c.bounces) as bounces,
        sum(c.duration_seconds) as duration_seconds
      from counted c
      where (q.sight).names and (q.scope <> 'contact' or c.scope_code = q.scope_code)
      group by c.scope_code
    ),
    placed as (
      select c.*, s.contact, s.group_code,
        row_number() over (order by c.clicks desc, c.sessions desc, c.last_seen desc, c.scope_code) as place
      from summed c
      left join public.analytics_shares s on s.user_code = q.user_code and s.share_code = c.scope_code
    )
    select jsonb_build_object(
      'rows',
      coalesce(jsonb_agg(
        daybook.totals(
          p.visitors, p.sessions, p.page_views, p.clicks, p.contacting_sessions, p.bounces, p.duration_seconds
        ) || jsonb_build_object(
          'share_code', p.scope_code,
          'contact', case
            when is_whole or p.scope_code = any ((q.sight).shares) or p.group_code = any ((q.sight).groups)
            then coalesce(p.contact, '') else ''
          end,
          'group_code', case
            when q.scope = 'group' then q.scope_code
            when is_whole or p.group_code = any ((q.sight).groups) then coalesce(p.group_code, '')
            else ''
          end,
          'last_seen', p.last_seen
        ) order by p.place
      ) filter (where p.place <= coalesce(q.list_limit, p.place)), '[]'::jsonb),
      'more', count(*) filter (where p.place > q.list_limit),
      'rest', daybook.totals(
        sum(p.visitors) filter (where p.place > q.list_limit), sum(p.sessions) filter (where p.place > q.list_limit),
        sum(p.page_views) filter (where p.place > q.list_limit), sum(p.clicks) filter (where p.place > q.list_limit),
        sum(p.contacting_sessions) filter (where p.place > q.list_limit),
        sum(p.bounces) filter (where p.place > q.list_limit), sum(p.duration_seconds) filter (where p.place > q.list_limit)
      )
    )
    from placed p
  );
end;
$$;

revoke all on function daybook.top_contacts(daybook.question, daybook.live_row[]) from public;

-- What the filters can offer within a sight, visited in a period or not: { whole, names, from, to, groups: [{ group_code, name }],
-- contacts: [{ share_code, contact, group_code }], segments: [] }, without archived ones; segments are for members. `whole`: no filter at all can be chosen, too. Without
-- `names` there is no contact. `from` and `to`: the days that can be chosen; null for both: all.
create function daybook.filter_options(p_sight daybook.sight) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  is_whole boolean := p_sight.groups is null and p_sight.shares is null;
begin
  return jsonb_build_object(
    'whole', is_whole,
    'names', p_sight.names,
    'from', p_sight.from_date,
    'to', p_sight.to_date,
    'segments', '[]'::jsonb,
    'groups', (
      select coalesce(jsonb_agg(jsonb_build_object('group_code', g.group_code, 'name', g.name) order by g.name), '[]'::jsonb)
      from public.analytics_groups g
      where g.user_code = p_sight.user_code and g.archived_at is null
        and (is_whole or g.group_code = any (p_sight.groups))
    ),
    'contacts', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'share_code', s.share_code,
          'contact', s.contact,
          'group_code', case when is_whole or s.group_code = any (p_sight.groups) then coalesce(s.group_code, '') else '' end
        ) order by s.contact, s.share_code
      ), '[]'::jsonb)
      from public.analytics_shares s
      where p_sight.names and s.user_code = p_sight.user_code and s.archived_at is null
        and (is_whole or s.share_code = any (p_sight.shares) or s.group_code = any (p_sight.groups))
    )
  );
end;
$$;

revoke all on function daybook.filter_options(daybook.sight) from public;

-- Conditions that members of an owner saved under a name, to ask them again.
create table daybook.analytics_segments (
  user_code  text        not null references public.analytics_owners on delete cascade,
  name       text        not null check (length(name) between 1 and 60 and name = btrim(name)),
  -- As known_filters reads them; among them those on a group and a contact.
  filters    jsonb       not null check (jsonb_typeof(filters) = 'array'),
  created_at timestamptz not null default now(),
  primary key (user_code, name)
);

alter table daybook.analytics_segments enable row level security;
grant select, insert, update, delete on daybook.analytics_segments to service_role;
alter table daybook.analytics_segments set schema public;

-- An owner's segments for a member of it, by name: [{ name, filters }]. Whoever sees a part of the owner gets those that name no
-- group and no contact.
create function daybook.seen_segments(p_sight daybook.sight) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('name', s.name, 'filters', s.filters) order by s.name), '[]'::jsonb)
    from public.analytics_segments s
    where s.user_code = p_sight.user_code
      and (
        p_sight.groups is null and p_sight.shares is null
        or not jsonb_path_exists(s.filters, '$[*][1] ? (@ == "group" || @ == "contact")')
      )
  );
end;
$$;

revoke all on function daybook.seen_segments(daybook.sight) from public;

-- How many visitors had an event within the last five minutes, within the filter; none where today lies outside the question's sight.
create function daybook.visitors_now(q daybook.question) returns bigint
language plpgsql stable
set search_path = ''
as $$
declare
  -- Event ids begin with their time: a slice of the key instead of the whole day.
  first_id uuid := (
    lpad(to_hex((extract(epoch from now() - interval '6 minutes') * 1000)::bigint), 12, '0') || repeat('0', 20)
  )::uuid;
  last_id uuid := (
    lpad(to_hex((extract(epoch from now() + interval '6 minutes') * 1000)::bigint), 12, '0') || repeat('f', 20)
  )::uuid;
begin
  -- A day without events needs no look into raw, nor its partitions' plans, which take long on a new connection.
  if not exists (select 1 from public.analytics_dirty_days m where m.user_code = q.user_code and m.date = q.today)
    and not exists (
      select 1 from public.analytics_days d where d.user_code = q.user_code and d.date = q.today and d.raw_events > 0
    )
  then
    return 0;
  end if;

  return (
    select count(distinct e.visitor_id)
    from (
      select v.visitor_id, v.at, v.group_code, v.share_code, v.session_date, v.session_id
      from public.analytics_page_views v
      where v.user_code = q.user_code and v.date = q.today and v.event_id between first_id and last_id
      union all
      select c.visitor_id, c.at, c.group_code, c.share_code, c.session_date, c.session_id
      from public.analytics_clicks c
      where c.user_code = q.user_code and c.date = q.today and c.event_id between first_id and last_id
    ) as e
    where e.at > now() - interval '5 minutes'
      and q.today between coalesce((q.sight).from_date, q.today) and coalesce((q.sight).to_date, q.today)
      and (
        q.scope = 'owner'
        or (q.scope = 'group' and e.group_code = q.scope_code)
        or (q.scope = 'contact' and e.share_code = q.scope_code)
      )
      and (
        q.filters is null
        or (e.session_date, e.session_id) in (
          select v.date, v.session_id from daybook.filtered_visits(q, q.today - 1, q.today) as v
        )
      )
  );
end;
$$;

revoke all on function daybook.visitors_now(daybook.question) from public;

-- What is noted at the days of a question, the earliest first: [{ date, kind, annotation_id, text }]. `note`: what members wrote;
-- of Daybook itself `revision`: a closed day was counted anew, and why; `time_zone`: the day from which its days follow
-- another zone, and which; `outage`: events could not be stored, from when to when on the owner's clock. Only for whoever sees all of the owner, with names: notes may speak of anybody.
create function daybook.day_annotations(q daybook.question) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  if (q.sight).groups is not null or (q.sight).shares is not null or not (q.sight).names then
    return '[]'::jsonb;
  end if;

  return (
    with outages as (
      select unnest(range_agg(tstzrange(i.began_at, i.ended_at, '[]'))) as span
      from public.analytics_ingest_outages i
      where i.user_code = q.user_code
    ),
    notes as (
      select n.date, 'note' as kind, n.annotation_id, n.text
      from public.analytics_annotations n
      where n.user_code = q.user_code and n.date between q.from_date and q.to_date
      union all
      select r.date, 'revision', null::uuid, (array_agg(r.reason order by r.revised_at desc))[1]
      from public.analytics_daily_revisions r
      where r.user_code = q.user_code and r.date between q.from_date and q.to_date
      group by r.date
      union all
      select daybook.day_at(q.user_code, z.valid_from), 'time_zone', null::uuid, z.time_zone
      from public.analytics_owner_time_zones z
      where z.user_code = q.user_code and z.valid_from > '-infinity' and z.valid_from <= now()
      union all
      select
        daybook.day_at(q.user_code, lower(u.span)), 'outage', null::uuid,
        to_char(lower(u.span) at time zone o.time_zone, 'HH24:MI') || '–' || to_char(upper(u.span) at time zone o.time_zone, 'HH24:MI')
      from outages u
      join public.analytics_owners o on o.user_code = q.user_code
    )
    select coalesce(jsonb_agg(
      jsonb_build_object('date', n.date, 'kind', n.kind, 'annotation_id', n.annotation_id, 'text', n.text)
      order by n.date, n.kind, n.text, n.annotation_id
    ), '[]'::jsonb)
    from notes n
    where n.date between q.from_date and q.to_date
  );
end;
$$;

revoke all on function daybook.day_annotations(daybook.question) from public;

-- The answer to a question, part by part, as one JSON value (its shape: lib/analytics/dashboard.ts). The statements of a
-- stable function share one snapshot, so all parts speak of the same moment. It shows what lies in the question's sight.
create function daybook.dashboard_answer(q daybook.question, live daybook.live_row[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  owner public.analytics_owners;
  series jsonb := daybook.day_series(q, live);
  hours jsonb := daybook.hours(q, live);
begin
  select * into owner from public.analytics_owners o where o.user_code = q.user_code;

  return jsonb_build_object(
    'owner', jsonb_build_object(
      'user_code', owner.user_code,
      'name', owner.name,
      'time_zone', owner.time_zone,
      'first_date', q.first_date,
      'role', (q.sight).role
    ),
    'period', jsonb_build_object(
      'from', q.from_date, 'to', q.to_date, 'days', q.to_date - q.from_date + 1, 'today', q.today
    ),
    'filter', jsonb_build_object(
      'scope', q.scope,
      'group', q.filter_group,
      'contact', case when q.filter_contact = '' or (q.sight).names then q.filter_contact end,
      'filters', coalesce(q.filters, '[]'),
      'gone_days', coalesce(cardinality(q.gone_dates), 0)
    ),
    'compare', q.compare,
    'totals', series #> '{current,totals}',
    'days', series #> '{current,days}',
    'previous', case when q.before_from is not null then
      jsonb_build_object(
        'from', q.before_from, 'to', q.before_to, 'until', q.until_time, 'hours', hours -> 'previous'
      ) || (series -> 'previous')
    end,
    'hours', hours -> 'current',
    'targets', daybook.top_targets(q, live),
    'pages', daybook.top_pages(q, live),
    'dimensions', daybook.top_dimensions(q, live),
    'groups', daybook.top_groups(q, live),
    'contacts', daybook.top_contacts(q, live),
    'annotations', daybook.day_annotations(q),
    'options', daybook.filter_options(q.sight),
    'visitors_now', daybook.visitors_now(q),
    'computed_at', now()
  );
end;
$$;

revoke all on function daybook.dashboard_answer(daybook.question, daybook.live_row[]) from public;

-- The dashboard that analytics_dashboard answers with, for whoever has a sight of the owner, and for functions that show it beside
-- other things. Stable, so that all of it is counted in one snapshot. 42501 for what lies outside the sight.
-- The settings hold for every part: one plan for all, made once for each connection, that reads each slice of the daily
-- tables in one go; planning anew took as long as the answer.
create function daybook.seen_dashboard(
  p_sight daybook.sight,
  p_from date,
  p_to date,
  p_group text,
  p_contact text,
  p_compare text,
  p_limit integer,
  p_filters jsonb default null
)
returns jsonb
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_nestloop = off
set enable_sort = off
set plan_cache_mode = force_generic_plan
as $$
declare
  q daybook.question := daybook.dashboard_question(p_sight, p_from, p_to, p_group, p_contact, p_compare, p_limit, p_filters);
begin
  return daybook.dashboard_answer(q, daybook.question_rows(q));
end;
$$;

revoke all on function daybook.seen_dashboard(daybook.sight, date, date, text, text, text, integer, jsonb) from public;

-- Notes that somebody looks at an owner's dashboard now, at most every 20 seconds. Whoever else notes the same at this moment
-- is not waited for; where nothing can be written, as in a read-only transaction, nothing is.
create function daybook.note_look(p_user_code text) returns void
language plpgsql
set search_path = ''
as $$
declare
  moment timestamptz := now();
begin
  if current_setting('transaction_read_only')::boolean then
    return;
  end if;
  perform 1
  from public.analytics_owners o
  where o.user_code = p_user_code and (o.looked_at is null or o.looked_at < moment - interval '20 seconds')
  for no key update skip locked;
  if found then
    update public.analytics_owners o set looked_at = moment where o.user_code = p_user_code;
  end if;
end;
$$;

revoke all on function daybook.note_look(text) from public;

-- Notes that the calling member looks at an owner's dashboard now, at most once a minute. Looks within half an hour of each other
-- are one visit. p_opens: a page is opened, which may begin a visit; otherwise it only goes on. Returns when the member last looked before this visit; null: never. Where
-- nothing can be written, as in a read-only transaction, nothing is.
create function daybook.note_member_look(p_user_code text, p_opens boolean) returns timestamptz
language plpgsql
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
  moment timestamptz := now();
  look public.analytics_member_looks;
begin
  select * into look from public.analytics_member_looks l where l.user_code = p_user_code and l.user_id = caller;
  if current_setting('transaction_read_only')::boolean then
    return look.since_at;
  end if;
  if look.user_id is null then
    if p_opens then
      insert into public.analytics_member_looks (user_code, user_id, seen_at)
      values (p_user_code, caller, moment)
      on conflict do nothing;
    end if;
    return null;
  end if;

  if look.seen_at > moment - interval '1 minute' or (look.seen_at < moment - interval '30 minutes' and not p_opens) then
    return look.since_at;
  end if;
  if look.seen_at < moment - interval '30 minutes' then
    look.since_at := look.seen_at;
  end if;
  update public.analytics_member_looks l
  set seen_at = moment, since_at = look.since_at
  where l.user_code = p_user_code and l.user_id = caller and l.seen_at = look.seen_at;
  return look.since_at;
end;
$$;

revoke all on function daybook.note_member_look(text, boolean) from public;

-- What came since a moment by all visits of an owner, or by the shares that lie in a limited sight: { since, visits, taps, contacts:
-- [{ share_code, contact, visits, taps, is_first }], more }. Contacts that have a name, those that tapped first, at most three;
-- `more`: how many others came; `is_first`: never before. Null: nothing came. Whole days after the moment's come from the
-- daily tables, dirty ones and the rest of its own from raw; where that day's events are gone, from the next day on. At most 30 days back.
create function daybook.news(p_sight daybook.sight, p_since timestamptz) returns jsonb
language plpgsql stable
set search_path = ''
set jit = off
as $$
declare
  code text := p_sight.user_code;
  since timestamptz := greatest(p_since, now() - interval '30 days');
  first_day date := daybook.day_at(p_sight.user_code, greatest(p_since, now() - interval '30 days'));
  codes text[];
  raw_days date[];
  answer jsonb;
begin
  if p_since is null then
    return null;
  end if;
  if exists (select from public.analytics_days d where d.user_code = code and d.date = first_day and d.purged_at is not null) then
    first_day := first_day + 1;
    since := (
      select first_day::timestamp at time zone o.time_zone from public.analytics_owners o where o.user_code = code
    );
  end if;
  if p_sight.groups is not null or p_sight.shares is not null then
    codes := array(
      select s.share_code
      from public.analytics_shares s
      where s.user_code = code and (s.share_code = any (p_sight.shares) or s.group_code = any (p_sight.groups))
    );
  end if;
  raw_days := array(
    select first_day
    union
    select m.date from public.analytics_dirty_days m where m.user_code = code and m.date > first_day
  );

  with parts as (
    select s.share_code, count(*) as visits, 0::bigint as taps
    from public.analytics_sessions s
    where s.user_code = code and s.date = any (raw_days) and s.started_at > since
      and (codes is null or s.share_code = any (codes))
    group by s.share_code
    union all
    select c.share_code, 0::bigint, count(*)
    from public.analytics_clicks c
    where c.user_code = code and c.date = any (raw_days) and c.at > since
      and (codes is null or c.share_code = any (codes))
    group by c.share_code
    union all
    select d.share_code, sum(d.sessions)::bigint, sum(d.clicks)::bigint
    from public.analytics_daily_contact_stats d
    where d.user_code = code and d.date > first_day and not d.date = any (raw_days)
      and (codes is null or d.share_code = any (codes))
    group by d.share_code
  ),
  by_share as (
    select p.share_code, sum(p.visits)::bigint as visits, sum(p.taps)::bigint as taps
    from parts p
    group by p.share_code
    having sum(p.visits) + sum(p.taps) > 0
  ),
  named as (
    select b.share_code, s.contact, b.visits, b.taps,
      row_number() over (order by b.taps > 0 desc, b.visits desc, s.contact, b.share_code) as place
    from by_share b
    join public.analytics_shares s on s.user_code = code and s.share_code = b.share_code
    where s.contact <> ''
  )
  select jsonb_build_object(
    'since', since,
    'visits', coalesce((select sum(b.visits) from by_share b), 0),
    'taps', coalesce((select sum(b.taps) from by_share b), 0),
    'contacts', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'share_code', n.share_code, 'contact', n.contact, 'visits', n.visits, 'taps', n.taps,
          'is_first', not exists (
            select from public.analytics_daily_contact_stats d
            where d.user_code = code and d.share_code = n.share_code and d.date < first_day and d.sessions > 0
          ) and not exists (
            select from public.analytics_sessions e
            where e.user_code = code and e.date = first_day and e.share_code = n.share_code and e.started_at <= since
          )
        ) order by n.place
      ), '[]'::jsonb)
      from named n
      where n.place <= 3
    ),
    'more', (select count(*) from named n where n.place > 3)
  )
  into answer;
  return case when (answer ->> 'visits')::bigint + (answer ->> 'taps')::bigint > 0 then answer end;
end;
$$;

revoke all on function daybook.news(daybook.sight, timestamptz) from public;

-- Everything a page shows, as one JSON value (its shape: lib/analytics/dashboard.ts). Clean days come from the daily
-- tables, dirty ones are counted live by live_day, in one snapshot; each day says which it was. Notes that somebody looks.
-- p_opens: a member opens a page with it, and is told what came since they last looked, as `news`.
-- For members only: 42501 for everyone else, and for what a limited viewer may not see; without a filter such a viewer gets the
-- first group or share of those that they may. 22023: dates out of order or more than ten years apart, or an unknown
-- comparison. PT404: a share or group that never was. p_from null: the first day with events; p_to null or in the future: the owner's today. p_group and
-- p_contact: null for no filter, '' for none. p_limit: the longest list returned; null for whole lists. p_filters: conditions, as
-- known_filters reads them; they are answered from raw events within 5 seconds (PT503: it would take longer), of the days whose raw
-- events are kept (PT410: none is).
create function daybook.analytics_dashboard(
  p_user_code text,
  p_from date default null,
  p_to date default null,
  p_group text default null,
  p_contact text default null,
  p_compare text default 'none',
  p_limit integer default 50,
  p_opens boolean default false,
  p_filters jsonb default null
)
returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  sight daybook.sight;
  answer jsonb;
  since timestamptz;
begin
  sight := daybook.require_sight(p_user_code);
  answer := daybook.seen_dashboard(sight, p_from, p_to, p_group, p_contact, p_compare, p_limit, p_filters);
  answer := jsonb_set(answer, '{options,segments}', daybook.seen_segments(sight));
  perform daybook.note_look(p_user_code);
  since := daybook.note_member_look(p_user_code, p_opens);
  if p_opens then
    answer := answer || jsonb_build_object('news', daybook.news(sight, since));
  end if;
  return answer;
end;
$$;

revoke all on function daybook.analytics_dashboard(text, date, date, text, text, text, integer, boolean, jsonb) from public;
grant execute on function daybook.analytics_dashboard(text, date, date, text, text, text, integer, boolean, jsonb) to authenticated;
alter function daybook.analytics_dashboard(text, date, date, text, text, text, integer, boolean, jsonb) set schema public;


-- ------------------------------------------------------------------------------------------------------------- erasure

-- Waits until every transaction that writes now has ended, for a second at most, which is longer than a flush takes. A flush that
-- could not see an erasure had begun to write before this was called, so whatever it stores is there afterwards. To be called
-- before the caller writes anything, and after the erasure is committed.
create function daybook.wait_for_flushes() returns void
language plpgsql
set search_path = ''
as $$
declare
  called_at timestamptz := clock_timestamp();
  next_writer xid8 := pg_snapshot_xmax(pg_current_snapshot());
begin
  while pg_snapshot_xmin(pg_current_snapshot()) < next_writer and clock_timestamp() - called_at < interval '1 second' loop
    perform pg_sleep(0.01);
  end loop;
end;
$$;

revoke all on function daybook.wait_for_flushes() from public;

-- The days that have a session of this id: one, but for a visit that went on for more than a day. The days that an owner has raw
-- events of are looked at one by one, by key, and held to it like sessions_by_id.
create function daybook.visit_days(p_user_code text, p_session_id uuid) returns table (date date, visitor_id bigint)
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = on
set enable_hashjoin = off
set enable_mergejoin = off
set enable_material = off
set cpu_index_tuple_cost = 1
set plan_cache_mode = force_generic_plan
as $$
begin
  return query
  select k.date, k.visitor_id
  from (
    select s.date, s.visitor_id
    from (
      select d.date from public.analytics_days d where d.user_code = p_user_code and not d.is_emptied
      union
      select m.date from public.analytics_dirty_days m where m.user_code = p_user_code
    ) as d
    left join public.analytics_sessions s
      on s.user_code = p_user_code and s.date = d.date and s.session_id = p_session_id
  ) as k
  where k.date is not null
  order by k.date;
end;
$$;

revoke all on function daybook.visit_days(text, uuid) from public;

-- Removes some visits of one day with everything they did, also after midnight, and says so to what guards the day: of how many
-- rows its daily rows were counted, and what its marks name. So rebuild_day takes these rows for erased and every other loss for
-- a loss. The days get a mark that names nothing, called p_mark, and are counted whole until they are rebuilt. Raw rows of a
-- day that retention is removing go too; its daily rows stay. Both days are held against rebuilds until the transaction ends.
-- p_visitor_ids: who made these visits. p_code: who erases them, for the accounting. Returns { sessions, events }.
create function daybook.erase_visits(
  p_user_code text,
  p_date date,
  p_session_ids uuid[],
  p_visitor_ids bigint[],
  p_mark uuid,
  p_code text
)
returns jsonb
language plpgsql
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
as $$
declare
  next_day constant date := p_date + 1;
  present uuid[];
  gone record;
  views uuid[];
  clicks uuid[];
  counted record;
begin
  insert into public.analytics_days (user_code, date) values (p_user_code, p_date) on conflict do nothing;
  perform 1 from public.analytics_days d where d.user_code = p_user_code and d.date = p_date for update;

  select
    array_agg(e.date) as dates, array_agg(e.target is not null) as is_click,
    array_agg(e.event_id) as ids, array_agg(e.session_id) as sessions,
    coalesce(bool_or(e.date = next_day), false) as is_past_midnight
  into gone
  from daybook.visitors_events(
    p_user_code, p_date, array(select distinct v.visitor_id from unnest(p_visitor_ids) as v(visitor_id))
  ) as e
  where e.session_date = p_date and e.session_id = any (p_session_ids);
  present := array(
    select s.session_id
    from daybook.sessions_by_id(p_user_code, p_date, p_session_ids) as s
    where s.session_id is not null
  );
  if gone.is_past_midnight then
    insert into public.analytics_days (user_code, date) values (p_user_code, next_day) on conflict do nothing;
    perform 1 from public.analytics_days d where d.user_code = p_user_code and d.date = next_day for update;
  end if;

  -- What the daily rows were counted from is everything that the marks do not name; a session came with its events, as lost_rows
  -- has it.
  with named as materialized (
    select distinct m.date, i.is_click, i.id
    from public.analytics_dirty_days m
    cross join lateral (
      select false, v.id from unnest(m.view_ids) as v(id)
      union all
      select true, v.id from unnest(m.click_ids) as v(id)
    ) as i(is_click, id)
    where m.user_code = p_user_code and m.date between p_date and next_day
  ),
  judged as materialized (
    select e.date, e.session_id, t.id is not null as is_new, n.id is not null as is_new_next
    from unnest(gone.dates, gone.is_click, gone.ids, gone.sessions) as e(date, is_click, id, session_id)
    left join named t on t.date = p_date and t.is_click = e.is_click and t.id = e.id
    left join named n on n.date = next_day and n.is_click = e.is_click and n.id = e.id
  ),
  old_sessions as (
    select s.session_id
    from unnest(present) as s(session_id)
    left join judged j on j.session_id = s.session_id
    group by s.session_id
    having not coalesce(bool_and(j.is_new), false)
  )
  select
    count(*) as events,
    (select count(*) from old_sessions) + count(*) filter (where j.date = p_date and not j.is_new) as of_day,
    count(*) filter (where not j.is_new) as of_visits,
    count(*) filter (where j.date = next_day and not j.is_new_next) as of_next_day
  into counted
  from judged j;

  views := array(
    select e.id from unnest(gone.is_click, gone.ids) as e(is_click, id) where not e.is_click
  );
  clicks := array(
    select e.id from unnest(gone.is_click, gone.ids) as e(is_click, id) where e.is_click
  );
  delete from public.analytics_page_views v
  where v.user_code = p_user_code and v.date = p_date and v.session_date = p_date and v.event_id = any (views);
  delete from public.analytics_clicks c
  where c.user_code = p_user_code and c.date = p_date and c.session_date = p_date and c.event_id = any (clicks);
  if gone.is_past_midnight then
    delete from public.analytics_page_views v
    where v.user_code = p_user_code and v.date = next_day and v.session_date = p_date and v.event_id = any (views);
    delete from public.analytics_clicks c
    where c.user_code = p_user_code and c.date = next_day and c.session_date = p_date and c.event_id = any (clicks);
  end if;
  delete from public.analytics_sessions s
  where s.user_code = p_user_code and s.date = p_date and s.session_id = any (present);

  update public.analytics_days d
  set
    raw_events = greatest(d.raw_events - case when d.date = p_date then counted.of_day else counted.of_next_day end, 0),
    visit_events = greatest(d.visit_events - case when d.date = p_date then counted.of_visits else 0 end, 0)
  where d.user_code = p_user_code
    and d.date between p_date and case when gone.is_past_midnight then next_day else p_date end;
  update public.analytics_dirty_days m
  set
    view_ids = array(select v.id from unnest(m.view_ids) as v(id) where v.id <> all (views)),
    click_ids = array(select v.id from unnest(m.click_ids) as v(id) where v.id <> all (clicks))
  where m.user_code = p_user_code
    and m.date between p_date and next_day
    and (m.view_ids && views or m.click_ids && clicks);
  -- A mark of which nothing is left would still name the visitor.
  delete from public.analytics_dirty_days m
  where m.user_code = p_user_code
    and m.date between p_date and next_day
    and m.view_ids = '{}'
    and m.click_ids = '{}'
    and m.visitor_ids <> '{}';
  insert into public.analytics_dirty_days (user_code, date, flush_id)
  select p_user_code, d.date, p_mark
  from public.analytics_days d
  where d.user_code = p_user_code
    and d.date between p_date and case when gone.is_past_midnight then next_day else p_date end
    and d.purged_at is null
  order by d.date
  on conflict do nothing;

  if counted.events > 0 then
    insert into public.analytics_ingest_log (user_code, date, flush_id, kind, code, events)
    values (p_user_code, daybook.owner_today(p_user_code), gen_random_uuid(), 'erased', p_code, counted.events);
  end if;
  return jsonb_build_object('sessions', cardinality(present), 'events', counted.events);
end;
$$;

revoke all on function daybook.erase_visits(text, date, uuid[], bigint[], uuid, text) from public;

-- Rebuilds the days up to p_until (null: all) that an erasure has marked. A day that retention or a loss has taken raw events from
-- keeps its rows, and its other marks. One that a statement has no time for, or that fails, stays marked and is counted live until
-- the nightly run has it.
create function daybook.heal_days(p_user_code text, p_mark uuid, p_until date default null) returns void
language plpgsql
set search_path = ''
as $$
declare
  marked date;
begin
  for marked in
    select m.date
    from public.analytics_dirty_days m
    where m.user_code = p_user_code and m.flush_id = p_mark and (p_until is null or m.date <= p_until)
    order by m.date
  loop
    begin
      if daybook.rebuild_day(p_user_code, marked) ? 'missing' then
        delete from public.analytics_dirty_days m
        where m.user_code = p_user_code and m.date = marked and m.flush_id = p_mark;
      end if;
    exception when query_canceled or others then
      raise warning 'day % of owner % could not be rebuilt: %', marked, p_user_code, sqlerrm;
      perform daybook.set_day_aside(p_user_code, marked, sqlstate);
    end;
  end loop;
end;
$$;

revoke all on function daybook.heal_days(text, uuid, date) from public;

-- The next up to p_most visits that an erasure is to remove of one day: its sessions in the order of their key, then events whose
-- session is lost.
create function daybook.visits_to_erase(p_erasure public.analytics_erasures, p_date date, p_most integer)
returns table (session_id uuid, visitor_id bigint)
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
as $$
begin
  return query
  select s.session_id, s.visitor_id
  from public.analytics_sessions s
  where s.user_code = p_erasure.user_code
    and s.date = p_date
    and s.started_at < p_erasure.asked_at
    and (p_erasure.share_code is null or s.share_code = p_erasure.share_code)
  order by s.session_id
  limit p_most;
  if found then
    return;
  end if;

  return query
  with orphans as materialized (
    select v.session_id, v.visitor_id
    from public.analytics_page_views v
    where v.user_code = p_erasure.user_code and v.date between p_date and p_date + 1 and v.session_date = p_date
      and v.at < p_erasure.asked_at and (p_erasure.share_code is null or v.share_code = p_erasure.share_code)
    union
    select c.session_id, c.visitor_id
    from public.analytics_clicks c
    where c.user_code = p_erasure.user_code and c.date between p_date and p_date + 1 and c.session_date = p_date
      and c.at < p_erasure.asked_at and (p_erasure.share_code is null or c.share_code = p_erasure.share_code)
  )
  select o.session_id, o.visitor_id
  from orphans o
  where o.session_id not in (
    select s.session_id
    from daybook.sessions_by_id(p_erasure.user_code, p_date, array(select distinct a.session_id from orphans a)) as s
    where s.session_id is not null
  )
  limit p_most;
end;
$$;

revoke all on function daybook.visits_to_erase(public.analytics_erasures, date, integer) from public;

-- Goes on with an erasure of days until p_budget is used up, a step at least: day by day, some visits at a time, each day rebuilt
-- when it is done. Called again it goes on; two at once wait for each other. Returns { done, sessions, events, next_date }.
create function daybook.erase_days(p_user_code text, p_erasure_id uuid, p_budget interval) returns jsonb
language plpgsql
set search_path = ''
set enable_seqscan = off
as $$
declare
  visits_of_a_step constant integer := 1000;
  started timestamptz := clock_timestamp();
  moment timestamptz;
  erasure public.analytics_erasures;
  visited date;
  visits record;
  erased jsonb;
  is_over boolean := false;
begin
  perform daybook.wait_for_flushes();
  -- The owner first, as whoever deletes it: its log is written at the end.
  perform 1 from public.analytics_owners o where o.user_code = p_user_code for key share;
  select *
  into erasure
  from public.analytics_erasures e
  where e.user_code = p_user_code and e.kind = 'days' and e.erasure_id = p_erasure_id
  for update;
  if not found then
    raise exception 'there is no such erasure' using errcode = 'PT404';
  end if;

  if erasure.done_at is null then
    for visited in
      select d.date
      from (
        select d.date
        from public.analytics_days d
        where d.user_code = p_user_code and not d.is_emptied
        union
        select m.date
        from public.analytics_dirty_days m
        where m.user_code = p_user_code
      ) as d
      where (erasure.first_date is null or d.date between erasure.first_date and erasure.last_date)
        and (erasure.next_date is null or d.date >= erasure.next_date)
      order by d.date
    loop
      exit when is_over;
      loop
        select array_agg(v.session_id) as session_ids, array_agg(v.visitor_id) as visitor_ids
        into visits
        from daybook.visits_to_erase(erasure, visited, visits_of_a_step) as v;
        exit when visits.session_ids is null or is_over;
        erased := daybook.erase_visits(
          p_user_code, visited, visits.session_ids, visits.visitor_ids, p_erasure_id, 'by_owner'
        );
        erasure.sessions := erasure.sessions + (erased ->> 'sessions')::bigint;
        erasure.events := erasure.events + (erased ->> 'events')::bigint;
        is_over := coalesce(clock_timestamp() - started > p_budget, false);
      end loop;
      erasure.next_date := visited;
      if visits.session_ids is null then
        perform daybook.heal_days(p_user_code, p_erasure_id, visited);
        erasure.next_date := visited + 1;
        is_over := coalesce(clock_timestamp() - started > p_budget, false);
      end if;
    end loop;
    if not is_over then
      perform daybook.heal_days(p_user_code, p_erasure_id);
      erasure.done_at := clock_timestamp();
      perform daybook.note_act(p_user_code, 'events_erased', jsonb_build_object(
        'share_code', erasure.share_code, 'from', erasure.first_date, 'to', erasure.last_date,
        'sessions', erasure.sessions, 'events', erasure.events
      ));
    end if;
    moment := erasure.done_at;
    update public.analytics_erasures e
    set next_date = erasure.next_date, sessions = erasure.sessions, events = erasure.events, done_at = moment
    where e.user_code = p_user_code and e.kind = 'days' and e.erasure_id = p_erasure_id;
  end if;
  return jsonb_build_object(
    'done', erasure.done_at is not null, 'sessions', erasure.sessions, 'events', erasure.events,
    'next_date', erasure.next_date
  );
end;
$$;

revoke all on function daybook.erase_days(text, uuid, interval) from public;

-- The nightly run's part: goes on with erasures that were asked for and not finished, until p_budget is used up, and forgets those
-- that browsers can send nothing of any more. Returns { open, events }: how many are not finished, and what was erased.
create function daybook.finish_erasures(p_budget interval) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  started timestamptz := clock_timestamp();
  waiting record;
  step jsonb;
  open bigint := 0;
  erased bigint := 0;
begin
  delete from public.analytics_erasures e
  where e.done_at < now() - interval '9 days'
    or e.kind = 'visit' and e.asked_at < now() - interval '9 days';
  for waiting in
    select e.user_code, e.erasure_id, e.events
    from public.analytics_erasures e
    where e.kind = 'days' and e.done_at is null
    order by e.asked_at
  loop
    open := open + 1;
    continue when clock_timestamp() - started > p_budget;
    begin
      step := daybook.erase_days(waiting.user_code, waiting.erasure_id, p_budget);
      erased := erased + (step ->> 'events')::bigint - waiting.events;
      if (step ->> 'done')::boolean then
        open := open - 1;
      end if;
    exception when others then
      raise warning 'an erasure of owner % could not go on: %', waiting.user_code, sqlerrm;
    end;
  end loop;
  return jsonb_build_object('open', open, 'events', erased);
end;
$$;

revoke all on function daybook.finish_erasures(interval) from public;

-- What is stored of one visit, by the id of its session, which only the browser tab that made it knows: its sessions with
-- everything they did, oldest first, at most 2,000 events each. For service_role, which asks for whoever shows the id.
-- Returns { visits }, empty for an id or an owner that is not known, and where raw events are gone.
create function daybook.analytics_visit_receipt(p_user_code text, p_session_id uuid) returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
as $$
begin
  return jsonb_build_object('visits', (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'session_id', s.session_id, 'date', s.date, 'started_at', s.started_at, 'visitor_id', s.visitor_id::text,
        'share_code', s.share_code, 'group_code', s.group_code, 'referrer', s.referrer, 'channel', s.channel,
        'utm_source', s.utm_source, 'utm_medium', s.utm_medium, 'utm_campaign', s.utm_campaign, 'country', s.country,
        'device', s.device, 'browser', s.browser, 'os', s.os, 'language', s.language,
        'events', c.course, 'more', greatest(c.events - 2000, 0)
      ) order by s.date
    ), '[]'::jsonb)
    from daybook.visit_days(p_user_code, p_session_id) as d
    cross join lateral daybook.sessions_by_id(p_user_code, d.date, array[p_session_id]) as s
    cross join lateral (
      select
        coalesce(jsonb_agg(
          jsonb_build_object(
            'event_id', e.event_id, 'type', case when e.target is null then 'page_view' else 'click' end,
            'at', e.at, 'date', e.date, 'page', e.page, 'target', e.target, 'outcome', e.outcome, 'site', e.site
          ) order by e.place
        ) filter (where e.place <= 2000), '[]'::jsonb) as course,
        count(*) as events
      from (
        select v.*, row_number() over (order by v.at, v.event_id) as place
        from daybook.visitors_events(p_user_code, d.date, array[d.visitor_id]) as v
        where v.session_date = d.date and v.session_id = p_session_id
      ) as e
    ) as c
  ));
end;
$$;

revoke all on function daybook.analytics_visit_receipt(text, uuid) from public;
grant execute on function daybook.analytics_visit_receipt(text, uuid) to service_role;
alter function daybook.analytics_visit_receipt(text, uuid) set schema public;

-- Erases one visit, by the id of its session, and rebuilds its days; what browsers still send of it stays away. For
-- service_role, which asks for whoever shows the id. The first call notes the erasure, so that no flush takes events of the
-- visit from then on; the second one removes what is there. Safe to repeat. Returns { done, sessions, events }; an id or an
-- owner that is not known is done at once, and so is a visit of which nothing is left.
create function daybook.analytics_erase_visit(p_user_code text, p_session_id uuid) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  erasure uuid := daybook.erased_visit(p_session_id);
  moment timestamptz := clock_timestamp();
  visited record;
  erased jsonb;
  all_sessions bigint := 0;
  all_events bigint := 0;
begin
  if not exists (
    select 1 from public.analytics_erasures e where e.user_code = p_user_code and e.kind = 'visit' and e.erasure_id = erasure
  ) then
    if exists (select 1 from daybook.visit_days(p_user_code, p_session_id)) then
      insert into public.analytics_erasures (user_code, erasure_id, kind, asked_at)
      values (p_user_code, erasure, 'visit', moment)
      on conflict do nothing;
      return jsonb_build_object('done', false, 'sessions', 0, 'events', 0);
    end if;
    return jsonb_build_object('done', true, 'sessions', 0, 'events', 0);
  end if;

  perform daybook.wait_for_flushes();
  -- The owner first and the erasure next, as whoever deletes the owner: two at once for one visit wait for each other here.
  perform 1 from public.analytics_owners o where o.user_code = p_user_code for key share;
  perform 1
  from public.analytics_erasures e
  where e.user_code = p_user_code and e.kind = 'visit' and e.erasure_id = erasure
  for update;
  for visited in
    select v.date, v.visitor_id from daybook.visit_days(p_user_code, p_session_id) as v
  loop
    erased := daybook.erase_visits(
      p_user_code, visited.date, array[p_session_id], array[visited.visitor_id], erasure, 'by_visitor'
    );
    all_sessions := all_sessions + (erased ->> 'sessions')::bigint;
    all_events := all_events + (erased ->> 'events')::bigint;
  end loop;
  perform daybook.heal_days(p_user_code, erasure);
  update public.analytics_erasures e
  set done_at = coalesce(e.done_at, moment), sessions = e.sessions + all_sessions, events = e.events + all_events
  where e.user_code = p_user_code and e.kind = 'visit' and e.erasure_id = erasure;
  return jsonb_build_object('done', true, 'sessions', all_sessions, 'events', all_events);
end;
$$;

revoke all on function daybook.analytics_erase_visit(text, uuid) from public;
grant execute on function daybook.analytics_erase_visit(text, uuid) to service_role;
alter function daybook.analytics_erase_visit(text, uuid) set schema public;


-- ---------------------------------------------------------------------------------------------------------- operations

-- Recounts one clean day from raw and returns how its daily rows differ, as a JSON list of
-- { section, scope, scope_code, dimension, value, daily, recount }; null for a day that is dirty or purged.
create function daybook.verify_day(p_user_code text, p_date date) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  held daybook.counted_row[];
begin
  if exists (select 1 from public.analytics_dirty_days m where m.user_code = p_user_code and m.date = p_date)
    or exists (
      select 1
      from public.analytics_days d
      where d.user_code = p_user_code and d.date = p_date and d.purged_at is not null
    )
  then
    return null;
  end if;

  held := array(select r::daybook.counted_row from daybook.daily_rows(p_user_code, p_date) as r);
  return (
    with daily as (
      select r.section, r.scope, r.scope_code, r.dimension, r.value,
        to_jsonb(r) - array['user_code', 'section', 'scope', 'scope_code', 'dimension', 'value'] as numbers
      from unnest(held) as r
    ),
    recount as (
      select r.section, r.scope, r.scope_code, r.dimension, r.value,
        to_jsonb(r) - array['user_code', 'section', 'scope', 'scope_code', 'dimension', 'value'] as numbers
      -- By the names that the rows have: which ones they are may be older than the day's last events.
      from daybook.count_day(
        p_user_code, p_date, p_named => daybook.crowded_values(p_user_code, p_date, null, held)
      ) as r
    )
    select coalesce(jsonb_agg(jsonb_build_object(
      'section', coalesce(d.section, r.section),
      'scope', coalesce(d.scope, r.scope),
      'scope_code', coalesce(d.scope_code, r.scope_code),
      'dimension', coalesce(d.dimension, r.dimension),
      'value', coalesce(d.value, r.value),
      'daily', d.numbers,
      'recount', r.numbers
    )), '[]'::jsonb)
    from daily d
    full join recount r
      on r.section = d.section and r.scope = d.scope and r.scope_code = d.scope_code
      and r.dimension = d.dimension and r.value = d.value
    where d.numbers is distinct from r.numbers
  );
end;
$$;

revoke all on function daybook.verify_day(text, date) from public;

-- Recounts raw against daily for every clean day between p_from and p_to that still has raw, of one owner or of all,
-- and keeps the results in analytics_verifications. Changes no number.
-- Returns { days, skipped, differing: [{ user_code, date, differences }] }.
create function daybook.analytics_verify(p_from date, p_to date, p_user_code text default null) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  today record;
  differences jsonb;
  verified integer := 0;
  skipped integer := 0;
  differing jsonb := '[]'::jsonb;
begin
  for today in
    select d.user_code, d.date
    from public.analytics_days d
    where d.date between p_from and p_to
      and d.computed_at is not null
      and (p_user_code is null or d.user_code = p_user_code)
    order by d.user_code, d.date
  loop
    differences := daybook.verify_day(today.user_code, today.date);
    if differences is null then
      skipped := skipped + 1;
      continue;
    end if;
    verified := verified + 1;
    insert into public.analytics_verifications (user_code, date, differences)
    values (today.user_code, today.date, differences);
    if differences <> '[]' then
      differing := differing || jsonb_build_object(
        'user_code', today.user_code, 'date', today.date, 'differences', differences
      );
    end if;
  end loop;
  return jsonb_build_object('days', verified, 'skipped', skipped, 'differing', differing);
end;
$$;

revoke all on function daybook.analytics_verify(date, date, text) from public;
grant execute on function daybook.analytics_verify(date, date, text) to service_role;
alter function daybook.analytics_verify(date, date, text) set schema public;

-- Verifies a random sample of closed days; a part of the nightly run. Returns what analytics_verify returns.
create function daybook.analytics_verify_sample(p_days integer default 3) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  today record;
  part jsonb;
  result jsonb := '{"days": 0, "skipped": 0, "differing": []}'::jsonb;
begin
  for today in
    select d.user_code, d.date
    from public.analytics_days d
    where d.computed_at is not null and d.purged_at is null
    order by random()
    limit p_days
  loop
    part := public.analytics_verify(today.date, today.date, today.user_code);
    result := jsonb_build_object(
      'days', (result ->> 'days')::integer + (part ->> 'days')::integer,
      'skipped', (result ->> 'skipped')::integer + (part ->> 'skipped')::integer,
      'differing', (result -> 'differing') || (part -> 'differing')
    );
  end loop;
  return result;
end;
$$;

revoke all on function daybook.analytics_verify_sample(integer) from public;
grant execute on function daybook.analytics_verify_sample(integer) to service_role;
alter function daybook.analytics_verify_sample(integer) set schema public;

-- Whether the day before still needs this day's raw events: it is not purged, or dirty, and one of its sessions did something
-- after midnight.
create function daybook.day_before_needs(p_user_code text, p_date date) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    exists (
      select 1
      from public.analytics_days b
      where b.user_code = p_user_code and b.date = p_date - 1 and b.purged_at is null
    ) or exists (
      select 1
      from public.analytics_dirty_days m
      where m.user_code = p_user_code and m.date = p_date - 1
    )
  ) and (
    exists (
      select 1
      from public.analytics_page_views v
      where v.user_code = p_user_code and v.date = p_date and v.session_date = p_date - 1
    ) or exists (
      select 1
      from public.analytics_clicks c
      where c.user_code = p_user_code and c.date = p_date and c.session_date = p_date - 1
    )
  );
end;
$$;

revoke all on function daybook.day_before_needs(text, date) from public;

-- Removes up to p_rows raw events of each kind of one (owner, day), which is kept as it is from then on. Returns how many rows
-- that were; is_emptied says when none is left.
create function daybook.purge_day(p_user_code text, p_date date, p_rows integer) returns bigint
language plpgsql
set search_path = ''
as $$
declare
  moment timestamptz := clock_timestamp();
  name text;
  key text;
  last uuid;
  part bigint;
  removed bigint := 0;
  is_last boolean := true;
begin
  foreach name in array array['analytics_sessions', 'analytics_page_views', 'analytics_clicks'] loop
    key := case name when 'analytics_sessions' then 'session_id' else 'event_id' end;
    -- Up to the last of them in the order of the key: a join with the keys would cost their square where statistics are old.
    execute format(
      'select o.%2$I from public.%1$I o where o.user_code = $1 and o.date = $2 order by o.%2$I offset $3 - 1 limit 1',
      name, key
    ) using p_user_code, p_date, p_rows into last;
    execute format(
      'delete from public.%1$I r where r.user_code = $1 and r.date = $2 and ($3 is null or r.%2$I <= $3)',
      name, key
    ) using p_user_code, p_date, last;
    get diagnostics part = row_count;
    removed := removed + part;
    is_last := is_last and part < p_rows;
  end loop;
  update public.analytics_days d
  set purged_at = coalesce(d.purged_at, moment), is_emptied = is_last, purge_failed_at = null, purge_failed_code = null
  where d.user_code = p_user_code and d.date = p_date;
  return removed;
end;
$$;

revoke all on function daybook.purge_day(text, date, integer) from public;

-- Notes that the raw events of a day could not be removed, and why (an SQLSTATE). Waits for nobody, as set_day_aside.
create function daybook.note_purge_failure(p_user_code text, p_date date, p_code text) returns void
language plpgsql
set search_path = ''
set lock_timeout = '200ms'
as $$
declare
  moment timestamptz := clock_timestamp();
begin
  update public.analytics_days d
  set purge_failed_at = moment, purge_failed_code = p_code
  where d.user_code = p_user_code and d.date = p_date;
exception when lock_not_available then
  null;
end;
$$;

revoke all on function daybook.note_purge_failure(text, date, text) from public;

-- Removes the raw events of days more than p_days ago (null: more than their owner keeps them), of one owner or of all: day by
-- day and in steps, one at least, until p_budget is used up. Called again, it goes on. Never of a day that is dirty or has not
-- been aggregated, nor of one in which a session of a day that stays goes on. A day that fails is reported, noted and tried
-- last from then on; one that is being rebuilt is left for the next call.
-- Returns { days, raw_events, remaining, failed }.
create function daybook.purge_due_days(p_days integer, p_user_code text, p_budget interval) returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  rows_of_a_step constant integer := 20000;
  started timestamptz := clock_timestamp();
  doomed record;
  is_emptied boolean;
  days bigint := 0;
  raw_events bigint := 0;
  remaining bigint := 0;
  failed jsonb := '[]'::jsonb;
  is_over boolean := false;
begin
  for doomed in
    select d.user_code, d.date
    from public.analytics_days d
    left join public.analytics_owners o on o.user_code = d.user_code
    where d.date < current_date - coalesce(p_days, o.retention_days)
      and (p_user_code is null or d.user_code = p_user_code)
      and not d.is_emptied
      and d.computed_at is not null
    order by d.purge_failed_at nulls first, d.date, d.user_code
  loop
    if is_over then
      remaining := remaining + 1;
      continue;
    end if;
    begin
      perform 1
      from public.analytics_days d
      where d.user_code = doomed.user_code and d.date = doomed.date and not d.is_emptied
      for update skip locked;
      if not found then
        remaining := remaining + 1;
        continue;
      end if;
      -- Looked at now that it is held: a day that has become dirty stays, and so does one that the day before is still counted
      -- from, by what its sessions did after midnight.
      continue when exists (
        select 1
        from public.analytics_dirty_days m
        where m.user_code = doomed.user_code and m.date = doomed.date
      ) or daybook.day_before_needs(doomed.user_code, doomed.date);
      loop
        raw_events := raw_events + daybook.purge_day(doomed.user_code, doomed.date, rows_of_a_step);
        is_over := coalesce(clock_timestamp() - started > p_budget, false);
        is_emptied := (
          select d.is_emptied from public.analytics_days d where d.user_code = doomed.user_code and d.date = doomed.date
        );
        exit when is_over or is_emptied;
      end loop;
      if is_emptied then
        days := days + 1;
      else
        remaining := remaining + 1;
      end if;
    exception when query_canceled or others then
      raise warning 'raw events of day % of owner % could not be removed: %', doomed.date, doomed.user_code, sqlerrm;
      failed := failed || jsonb_build_object(
        'user_code', doomed.user_code, 'date', doomed.date, 'code', sqlstate, 'message', sqlerrm
      );
      is_over := sqlstate = '57014';
      perform daybook.note_purge_failure(doomed.user_code, doomed.date, sqlstate);
    end;
  end loop;
  return jsonb_build_object('days', days, 'raw_events', raw_events, 'remaining', remaining, 'failed', failed);
end;
$$;

revoke all on function daybook.purge_due_days(integer, text, interval) from public;

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

-- Forgets what operators did more than 400 days ago.
create function daybook.prune_operator_log() returns void
language plpgsql
set search_path = ''
as $$
begin
  delete from public.analytics_operator_log l where l.at < now() - interval '400 days';
end;
$$;

revoke all on function daybook.prune_operator_log() from public;

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

-- Removes old salts and what owners do not want kept for longer, as purge_due_days says, and goes on with erasures; a part of the
-- nightly run, for service_role. Also forgets old lines of the operators' log. p_budget bounds the time of one call; `remaining` says how many days and erasures are left for
-- the next, `failed` which could not be done. Safe to repeat and to kill: what a call has answered for is done.
-- Returns { owners, days, raw_events, remaining, failed }.
create function daybook.analytics_apply_retention(p_budget interval default null) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  keepers bigint;
  shortest integer;
  purged jsonb;
  erased jsonb;
begin
  perform daybook.purge_salts();
  perform daybook.prune_operator_log();
  erased := daybook.finish_erasures(p_budget / 2);
  select count(*), min(o.retention_days)
  into keepers, shortest
  from public.analytics_owners o
  where o.retention_days is not null;
  purged := daybook.purge_due_days(null, null, p_budget);
  if keepers > 0 and (purged ->> 'remaining')::bigint = 0 then
    perform daybook.prune_accounting(null, null);
    perform daybook.prune_previews(null, null);
    perform daybook.drop_past_partitions(current_date - shortest);
  end if;
  return purged || jsonb_build_object(
    'owners', keepers,
    'raw_events', (purged ->> 'raw_events')::bigint + (erased ->> 'events')::bigint,
    'remaining', (purged ->> 'remaining')::bigint + (erased ->> 'open')::bigint
  );
end;
$$;

revoke all on function daybook.analytics_apply_retention(interval) from public;
grant execute on function daybook.analytics_apply_retention(interval) to service_role;
alter function daybook.analytics_apply_retention(interval) set schema public;

-- Removes an owner and everything under its code: first who may see it, its groups and shares, so that nothing new comes in;
-- then events, numbers and notes, table by table, day by day and big days in steps, one at least, until p_budget is used up. Called
-- again, it goes on. Its beginning and its end stand in the operators' log. While rows are left nobody gets the code. For service_role. Returns { removed: rows by table, done }. 22023: there is nothing
-- under this code.
create function daybook.analytics_delete_owner(p_user_code text, p_budget interval default interval '5 seconds') returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  rows_of_a_step constant integer := 20000;
  started timestamptz := clock_timestamp();
  removed jsonb;
  name text;
  key text;
  first_day date;
  last uuid;
  part bigint;
  all_removed bigint := 0;
  former bigint;
begin
  if not exists (select from public.analytics_owners o where o.user_code = p_user_code)
    and not exists (select from public.analytics_deletions d where d.user_code = p_user_code)
    and daybook.first_table_of(p_user_code, true) is null
  then
    raise exception 'there is nothing under the owner code %', p_user_code using errcode = '22023';
  end if;
  delete from public.analytics_owners o where o.user_code = p_user_code;
  get diagnostics part = row_count;
  removed := jsonb_build_object('analytics_owners', part);
  all_removed := part;
  if part > 0 then
    perform daybook.log_operation(p_user_code, 'owner_deletion_begun', '{"by": "operator"}');
  end if;
  -- Days first and in their order, as everybody takes them who counts or erases: also those that were never counted, which whoever
  -- counts them at this moment makes where nobody else sees it yet. What is there is locked by this and stays as it is.
  insert into public.analytics_days as t (user_code, date)
  select p_user_code, k.date
  from (
    select d.date from public.analytics_days d where d.user_code = p_user_code
    union
    select m.date from public.analytics_dirty_days m where m.user_code = p_user_code
  ) as k
  order by k.date
  on conflict on constraint analytics_days_pkey do update set computed_at = excluded.computed_at
  where false;

  loop
    name := daybook.first_table_of(p_user_code, true);
    exit when name is null or all_removed > 0 and clock_timestamp() - started > p_budget;
    key := case name
      when 'analytics_sessions' then 'session_id'
      when 'analytics_page_views' then 'event_id'
      when 'analytics_clicks' then 'event_id'
    end;
    loop
      if name = 'analytics_share_previews' then
        delete from public.analytics_share_previews p where p.user_code = p_user_code;
      else
        execute format('select min(t.date) from public.%I t where t.user_code = $1', name) into first_day using p_user_code;
        if key is null then
          execute format(
            'delete from public.%I t where t.user_code = $1 and t.date is not distinct from $2', name
          ) using p_user_code, first_day;
        else
          -- Up to the last of them in the order of the key, as purge_day does it.
          execute format(
            'select t.%2$I from public.%1$I t where t.user_code = $1 and t.date = $2 order by t.%2$I offset $3 - 1 limit 1',
            name, key
          ) using p_user_code, first_day, rows_of_a_step into last;
          execute format(
            'delete from public.%1$I t where t.user_code = $1 and t.date = $2 and ($3 is null or t.%2$I <= $3)', name, key
          ) using p_user_code, first_day, last;
        end if;
      end if;
      get diagnostics part = row_count;
      exit when part = 0;
      all_removed := all_removed + part;
      removed := removed || jsonb_build_object(name, coalesce((removed ->> name)::bigint, 0) + part);
      exit when clock_timestamp() - started > p_budget;
    end loop;
  end loop;

  if name is null then
    delete from public.analytics_deletions d where d.user_code = p_user_code returning d.removed into former;
    perform daybook.log_operation(
      p_user_code, 'owner_deleted', jsonb_build_object('rows', coalesce(former, 0) + all_removed)
    );
  else
    update public.analytics_deletions d set removed = d.removed + all_removed where d.user_code = p_user_code;
  end if;
  return jsonb_build_object('removed', removed, 'done', name is null);
end;
$$;

revoke all on function daybook.analytics_delete_owner(text, interval) from public;
grant execute on function daybook.analytics_delete_owner(text, interval) to service_role;
alter function daybook.analytics_delete_owner(text, interval) set schema public;

-- Goes on with the owners that are being deleted, the oldest wish first, until p_budget is used up; called again, it goes on. One at
-- which somebody else is at work is passed over, and one that fails is reported and stops no other. Part of the nightly run. For
-- service_role. Returns { owners: how many are gone, rows: removed now, remaining, failed }.
create function daybook.analytics_finish_deletions(p_budget interval default interval '5 seconds') returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  started timestamptz := clock_timestamp();
  doomed text;
  answer jsonb;
  rows bigint := 0;
  owners integer := 0;
  remaining integer := 0;
  failed jsonb := '[]'::jsonb;
begin
  for doomed in
    select d.user_code from public.analytics_deletions d order by d.requested_at, d.user_code
  loop
    if clock_timestamp() - started > p_budget then
      remaining := remaining + 1;
      continue;
    end if;
    begin
      perform 1 from public.analytics_deletions d where d.user_code = doomed for update skip locked;
      if not found then
        remaining := remaining + 1;
        continue;
      end if;
      answer := public.analytics_delete_owner(doomed, p_budget - (clock_timestamp() - started));
      rows := rows + (select sum(r.value::bigint) from jsonb_each_text(answer -> 'removed') as r);
      if (answer ->> 'done')::boolean then
        owners := owners + 1;
      else
        remaining := remaining + 1;
      end if;
    exception when query_canceled or others then
      raise warning 'owner % could not be deleted: %', doomed, sqlerrm;
      failed := failed || jsonb_build_object('user_code', doomed, 'code', sqlstate, 'message', sqlerrm);
      remaining := remaining + 1;
      exit when sqlstate = '57014';
    end;
  end loop;
  return jsonb_build_object('owners', owners, 'rows', rows, 'remaining', remaining, 'failed', failed);
end;
$$;

revoke all on function daybook.analytics_finish_deletions(interval) from public;
grant execute on function daybook.analytics_finish_deletions(interval) to service_role;
alter function daybook.analytics_finish_deletions(interval) set schema public;

-- The whole nightly run for schedulers inside the database: `call daybook.aggregate_nightly()`. Commits every few seconds, so
-- that no other job waits for it and what is done stays done; a day that was too big for a statement over the API is finished here.
-- Ends by applying retention, finishing deletions and verifying a sample. Fails at its end when days failed and none could be rebuilt, or when
-- retention or a deletion failed, so that the scheduler's log says so. A procedure that commits cannot fix its search path; every
-- name in it is spelled out.
create procedure daybook.aggregate_nightly()
language plpgsql
as $$
declare
  a_while constant interval := interval '2 seconds';
  answer jsonb;
  rebuilt integer := 0;
  failed jsonb;
  set_aside_until timestamptz;
  fault text;
begin
  loop
    answer := public.aggregate_analytics_daily(p_budget => a_while);
    commit;
    rebuilt := rebuilt + (answer ->> 'days')::integer;
    exit when (answer ->> 'remaining')::integer = 0 or (answer ->> 'days')::integer = 0;
  end loop;
  -- The time of a statement, and of this call with it, ends once: the day that it ends in is set aside, and tried again after
  -- the others, when nothing cuts it off any more.
  for round in 1 .. 2 loop
    set_aside_until := clock_timestamp();
    loop
      answer := public.analytics_rebuild_set_aside(a_while, set_aside_until);
      commit;
      rebuilt := rebuilt + (answer ->> 'days')::integer;
      exit when (answer ->> 'days')::integer = 0 and answer -> 'failed' = '[]';
    end loop;
    exit when not answer -> 'set_aside' @> '[{"code": "57014"}]';
  end loop;
  if answer -> 'set_aside' <> '[]' and rebuilt = 0 then
    fault := format('no day could be rebuilt: %s', answer -> 'set_aside' -> 0);
  end if;

  loop
    answer := public.analytics_apply_retention(a_while);
    commit;
    if answer -> 'failed' <> '[]' then
      failed := answer -> 'failed' -> 0;
    end if;
    exit when (answer ->> 'remaining')::integer = 0
      or (answer ->> 'days')::integer = 0 and (answer ->> 'raw_events')::bigint = 0;
  end loop;
  if failed is not null then
    fault := concat_ws('; ', fault, format('raw events could not be removed: %s', failed));
  end if;

  loop
    answer := public.analytics_finish_deletions(a_while);
    commit;
    exit when (answer ->> 'remaining')::integer = 0 or (answer ->> 'rows')::bigint = 0;
  end loop;
  if answer -> 'failed' <> '[]' then
    fault := concat_ws('; ', fault, format('an owner could not be deleted: %s', answer -> 'failed' -> 0));
  end if;

  perform public.analytics_verify_sample();
  commit;
  if fault is not null then
    raise exception '%', fault;
  end if;
end;
$$;

revoke all on procedure daybook.aggregate_nightly() from public;

-- How much is stored per owner, from the bookkeeping of rebuilt days, without reading raw.
create view daybook.analytics_summary with (security_invoker = true) as
select
  d.user_code,
  count(*)                                          as days,
  min(d.date)                                       as first_date,
  max(d.date)                                       as last_date,
  sum(d.raw_events)                                 as raw_events,
  sum(coalesce(s.sessions, 0))                      as sessions,
  sum(coalesce(s.page_views, 0))                    as page_views,
  sum(coalesce(s.clicks, 0))                        as clicks,
  count(*) filter (where d.purged_at is not null)   as purged_days,
  (
    select count(distinct m.date)
    from public.analytics_dirty_days m
    where m.user_code = d.user_code
  )                                                 as dirty_days,
  max(d.computed_at)                                as last_computed_at
from public.analytics_days d
left join public.analytics_daily_user_stats s on s.user_code = d.user_code and s.date = d.date
group by d.user_code;

grant select on daybook.analytics_summary to service_role;
alter view daybook.analytics_summary set schema public;

-- The size of every table of ours, a partitioned one with its partitions, largest first.
create view daybook.analytics_table_sizes with (security_invoker = true) as
select
  c.relname::text        as tablename,
  pg_size_pretty(b.bytes) as size,
  b.bytes                as bytes
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral (
  select sum(pg_total_relation_size(t.relid))::bigint as bytes
  from pg_partition_tree(c.oid) as t
  union all
  select pg_total_relation_size(c.oid)
  where c.relkind = 'r'
) as b(bytes)
where n.nspname = 'public'
  and c.relkind in ('r', 'p')
  and not c.relispartition
  and c.relname like 'analytics\_%'
  and b.bytes is not null
order by b.bytes desc;

grant select on daybook.analytics_table_sizes to service_role;
alter view daybook.analytics_table_sizes set schema public;

-- One row that says whether the nightly run does its work: what waits and for how long, what it could not do, what was last done
-- and found, and whether the partitions are in order. set_aside_days could not be rebuilt; overdue_days have raw events
-- that their owner does not want kept for so long, because their removal failed or did not happen for a day.
create view daybook.analytics_health with (security_invoker = true) as
select
  (select count(*) from (select distinct m.user_code, m.date from public.analytics_dirty_days m) as m) as dirty_days,
  (select min(m.date) from public.analytics_dirty_days m)                      as oldest_dirty_day,
  (select now() - min(m.marked_at) from public.analytics_dirty_days m)         as dirty_for,
  (select count(*) from public.analytics_days d where d.set_aside_at is not null) as set_aside_days,
  (
    select count(*)
    from (
      select d.user_code, d.date
      from public.analytics_days d
      join public.analytics_owners o on o.user_code = d.user_code
      where d.raw_events > 0 and not d.is_emptied
        and (d.purge_failed_at is not null or d.date < current_date - o.retention_days - 1)
      union
      select m.user_code, m.date
      from public.analytics_dirty_days m
      join public.analytics_owners o on o.user_code = m.user_code
      where m.date < current_date - o.retention_days - 1
    ) as overdue
  )                                                                            as overdue_days,
  (select max(d.computed_at) from public.analytics_days d)                     as last_computed_at,
  (select max(v.verified_at) from public.analytics_verifications v)            as last_verified_at,
  (
    select count(*)
    from public.analytics_verifications v
    where v.verified_at > now() - interval '30 days' and v.differences <> '[]'
  )                                                                            as differing_days,
  (
    (select count(*) from public.analytics_sessions_default)
    + (select count(*) from public.analytics_page_views_default)
    + (select count(*) from public.analytics_clicks_default)
  )                                                                            as default_partition_rows,
  (
    select max(to_date(right(c.relname::text, 7), 'YYYY_MM'))
    from pg_catalog.pg_inherits i
    join pg_catalog.pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'public.analytics_sessions'::regclass and c.relname ~ '_[0-9]{4}_[0-9]{2}$'
  )                                                                            as last_partition;

grant select on daybook.analytics_health to service_role;
alter view daybook.analytics_health set schema public;

-- What `npm run doctor` compares with the migrations: tables, columns, indexes, policies, functions, rights, the nightly
-- job and settings, as the catalog has them, and how large tables are. Only names that Daybook may use; values, never rows.
create function daybook.analytics_doctor() returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  schema_id oid := 'public'::regnamespace;
  jobs jsonb;
  recorded jsonb := jsonb_build_object();
  migrations jsonb;
begin
  if to_regclass('cron.job') is not null then
    execute
      'select coalesce(jsonb_agg(jsonb_build_object(
         ''name'', j.jobname, ''schedule'', j.schedule, ''command'', j.command, ''active'', j.active)), ''[]''::jsonb)
       from cron.job j where j.jobname = ''aggregate-analytics-daily'''
    into jobs;
  end if;
  if to_regclass('daybook.migrations') is not null then
    select jsonb_agg(m.name order by m.name) into migrations from daybook.migrations m;
  end if;
  if migrations is not null and to_regclass('supabase_migrations.schema_migrations') is not null then
    execute
      'select coalesce(jsonb_object_agg(d.name, m.version), ''{}''::jsonb)
       from supabase_migrations.schema_migrations m
       join daybook.migrations d
         on right(''_'' || m.version || ''_'' || m.name || ''.sql'', length(d.name) + 1) = ''_'' || d.name
         or exists (
           select from unnest(m.statements) as s(text)
           where strpos(s.text, format(''insert into daybook.migrations (name) values (%L)'', d.name)) > 0
         )'
    into recorded;
  end if;

  return jsonb_build_object(
    'tables', (
      select coalesce(jsonb_object_agg(n.prefix || c.relname, jsonb_build_object(
        'kind', c.relkind,
        'row_level_security', c.relrowsecurity,
        'partition_of', (select p.inhparent::regclass::text from pg_catalog.pg_inherits p where p.inhrelid = c.oid),
        'columns', (
          select jsonb_object_agg(a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end)
          from pg_catalog.pg_attribute a
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        ),
        'rights', (
          select coalesce(jsonb_agg(r.role || ' ' || w.privilege order by r.role, w.privilege), '[]'::jsonb)
          from unnest(array['anon', 'authenticated', 'service_role']) as r(role)
          cross join unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as w(privilege)
          where pg_catalog.has_table_privilege(r.role, c.oid, w.privilege)
        ),
        'column_rights', (
          select coalesce(jsonb_agg(r.role || ' ' || w.privilege || '(' || quote_ident(a.attname) || ')' order by r.role, w.privilege, a.attnum), '[]'::jsonb)
          from pg_catalog.pg_attribute a
          cross join unnest(array['anon', 'authenticated', 'service_role']) as r(role)
          cross join unnest(array['select', 'insert', 'update', 'references']) as w(privilege)
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            and not pg_catalog.has_table_privilege(r.role, c.oid, w.privilege)
            and pg_catalog.has_column_privilege(r.role, c.oid, a.attnum, w.privilege)
        )
      )), '{}'::jsonb)
      from pg_catalog.pg_class c
      join (values (schema_id, ''), (to_regnamespace('daybook'), 'daybook.')) as n(oid, prefix) on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v')
    ),
    'indexes', (
      select coalesce(jsonb_object_agg(i.relname, jsonb_build_object(
        'table', t.relname, 'valid', x.indisvalid, 'definition', pg_catalog.pg_get_indexdef(i.oid),
        'constraint', (select pg_catalog.pg_get_constraintdef(k.oid) from pg_catalog.pg_constraint k where k.conindid = i.oid and k.contype in ('p', 'u'))
      )), '{}'::jsonb)
      from pg_catalog.pg_index x
      join pg_catalog.pg_class i on i.oid = x.indexrelid
      join pg_catalog.pg_class t on t.oid = x.indrelid
      where t.relnamespace = schema_id
    ),
    'policies', (
      select coalesce(jsonb_object_agg(p.tablename || '.' || p.policyname, jsonb_build_object(
        'command', p.cmd, 'roles', to_jsonb(p.roles), 'using', p.qual, 'check', p.with_check
      )), '{}'::jsonb)
      from pg_catalog.pg_policies p
      where p.schemaname = 'public'
    ),
    'functions', (
      select coalesce(jsonb_object_agg(n.prefix || f.proname || '(' || pg_catalog.pg_get_function_identity_arguments(f.oid) || ')', jsonb_build_object(
        'definer', f.prosecdef,
        'kind', f.prokind,
        'settings', to_jsonb(f.proconfig),
        'body', md5(f.prosrc),
        'rights', (
          select coalesce(jsonb_agg(r.role order by r.role), '[]'::jsonb)
          from unnest(array['anon', 'authenticated', 'service_role']) as r(role)
          where pg_catalog.has_function_privilege(r.role, f.oid, 'execute')
        )
      )), '{}'::jsonb)
      from pg_catalog.pg_proc f
      join (values (schema_id, ''), (to_regnamespace('daybook'), 'daybook.')) as n(oid, prefix) on n.oid = f.pronamespace
      where f.prokind in ('f', 'p')
    ),
    'bytes', (
      select coalesce(jsonb_object_agg(c.relname, (
        select coalesce(sum(pg_catalog.pg_total_relation_size(t.relid)), 0) from pg_catalog.pg_partition_tree(c.oid) t
      )), '{}'::jsonb)
      from pg_catalog.pg_class c
      where c.relnamespace = schema_id and c.relkind in ('r', 'p') and not c.relispartition and c.relname like 'analytics\_%'
    ),
    'cron', jsonb_build_object(
      'available', exists (select 1 from pg_catalog.pg_available_extensions e where e.name = 'pg_cron'),
      'installed', jobs is not null,
      'jobs', coalesce(jobs, '[]'::jsonb)
    ),
    'settings', jsonb_build_object(
      'server_version', current_setting('server_version_num')::integer,
      'server_encoding', current_setting('server_encoding'),
      'month', to_char(now() at time zone 'UTC', 'YYYY_MM'),
      'next_month', to_char(date_trunc('month', now() at time zone 'UTC') + interval '1 month', 'YYYY_MM'),
      'service_role_bypasses_rls', (select r.rolbypassrls from pg_catalog.pg_roles r where r.rolname = 'service_role'),
      'may_look_into_daybook', (
        select coalesce(jsonb_agg(r.role order by r.role), '[]'::jsonb)
        from unnest(array['anon', 'authenticated', 'service_role']) as r(role)
        where pg_catalog.has_schema_privilege(r.role, 'daybook', 'usage')
      ),
      'migrations', coalesce(migrations, '[]'::jsonb),
      'recorded', recorded
    )
  );
end;
$$;

revoke all on function daybook.analytics_doctor() from public;
grant execute on function daybook.analytics_doctor() to service_role;
alter function daybook.analytics_doctor() set schema public;

-- The nightly run from inside the database, where the extension can be had. Vercel Cron or the GitHub workflow do the
-- same; any mix of them is safe.
do $$
begin
  if not exists (select 1 from pg_catalog.pg_available_extensions e where e.name = 'pg_cron') then
    raise notice 'pg_cron is not available here: the nightly run needs Vercel Cron or the GitHub workflow';
    return;
  end if;
  create extension if not exists pg_cron;
  perform cron.schedule('aggregate-analytics-daily', '0 2 * * *', 'call daybook.aggregate_nightly()');
exception when others then
  raise notice 'pg_cron could not be set up (%): the nightly run needs Vercel Cron or the GitHub workflow', sqlerrm;
end;
$$;

-- The rows that were set aside while their tables were made again.
do $$
declare
  name text;
  columns text;
begin
  foreach name in array array['analytics_owners', 'analytics_owner_time_zones', 'analytics_members', 'analytics_groups', 'analytics_shares'] loop
    continue when to_regclass('pg_temp.kept_' || name) is null;
    select string_agg(quote_ident(a.attname), ', ')
    into columns
    from pg_catalog.pg_attribute a
    join pg_catalog.pg_attribute k on k.attrelid = to_regclass('pg_temp.kept_' || name) and k.attname = a.attname
    where a.attrelid = to_regclass('public.' || name) and a.attnum > 0 and not a.attisdropped and not k.attisdropped
      and a.attgenerated = '';
    execute format('insert into public.%I (%s) select %s from pg_temp.%I', name, columns, columns, 'kept_' || name);
    execute format('drop table pg_temp.%I', 'kept_' || name);
  end loop;
end;
$$;

-- Records that this file is applied.
insert into daybook.migrations (name) values ('004_analytics_scalable_schema.sql');

commit;
