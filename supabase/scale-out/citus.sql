-- Spreads a filled Daybook over a Citus cluster (tried with Citus 13.2 on PostgreSQL 15, by `npm run test:citus`): what belongs to
-- one owner is distributed by user_code, what every query needs lies whole on every node. docs/scaling.md says when to do this,
-- how a cluster is made and what it costs.
--
-- To be run on the coordinator, as who owns the tables, while nobody writes, once moving from the old system is finished:
--   psql "$COORDINATOR" --single-transaction --set ON_ERROR_STOP=1 --file=supabase/scale-out/citus.sql
-- And again after each migration: what is distributed stays as it is, and what the migration made or replaced is made fit.
-- Shards: PGOPTIONS='-c daybook.shards=16'; few, since what asks for all owners costs by the shard. No more workers than shards.

set local citus.multi_shard_modify_mode = 'sequential';

-- Row level security asks for the caller's claims, which a worker does not have: reads by name would find nothing, without an error.
-- Members go through functions, and Citus takes no policy with a query in it.
do $$
declare
  readable record;
begin
  for readable in
    select p.schemaname, p.tablename, p.policyname
    from pg_catalog.pg_policies p
    where p.schemaname = 'public' and p.tablename like 'analytics\_%' and p.tablename <> 'analytics_events'
  loop
    execute format('drop policy %I on %I.%I', readable.policyname, readable.schemaname, readable.tablename);
    execute format('revoke select on %I.%I from authenticated', readable.schemaname, readable.tablename);
  end loop;
end;
$$;

-- Foreign keys are put away meanwhile: Citus takes none between a table that is distributed and one that is not yet.
create temporary table put_away on commit drop as
select c.conrelid::regclass as of_table, c.conname as name, pg_get_constraintdef(c.oid) as definition
from pg_catalog.pg_constraint c
where c.contype = 'f' and c.conparentid = 0
  and c.connamespace in ('public'::regnamespace, 'daybook'::regnamespace)
  and not exists (select from pg_catalog.pg_dist_partition p where p.logicalrelid = c.conrelid)
  and exists (
    select from pg_catalog.pg_attribute a where a.attrelid = c.conrelid and a.attname = 'user_code' and c.conrelid::regclass::text like '%analytics\_%'
  );

do $$
declare
  everywhere constant text[] := array[
    'daybook.time_zones', 'public.analytics_owners', 'public.analytics_owner_time_zones', 'public.analytics_members'
  ];
  shards integer := coalesce(nullif(current_setting('daybook.shards', true), ''), '8');
  first constant regclass := 'public.analytics_groups';
  key record;
  name regclass;
begin
  for key in select * from pg_temp.put_away loop
    execute format('alter table %s drop constraint %I', key.of_table, key.name);
  end loop;

  foreach name in array everywhere loop
    continue when exists (select from pg_catalog.pg_dist_partition p where p.logicalrelid = name);
    perform create_reference_table(name);
    perform truncate_local_data_after_distributing_table(name);
  end loop;

  if not exists (select from pg_catalog.pg_dist_partition p where p.logicalrelid = first) then
    perform create_distributed_table(first, 'user_code', colocate_with => 'none', shard_count => shards);
    perform truncate_local_data_after_distributing_table(first);
  end if;
  for name in
    select c.oid::regclass
    from pg_catalog.pg_class c
    join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = 'user_code' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace
      and c.relname like 'analytics\_%'
      and c.relname <> 'analytics_events'
      and c.relkind in ('r', 'p')
      and not c.relispartition
      and not exists (select from pg_catalog.pg_dist_partition p where p.logicalrelid = c.oid)
    order by c.relname
  loop
    perform create_distributed_table(name, 'user_code', colocate_with => first::text);
    perform truncate_local_data_after_distributing_table(name);
  end loop;

  for key in select * from pg_temp.put_away loop
    execute format('alter table %s add constraint %I %s', key.of_table, key.name, key.definition);
  end loop;
end;
$$;

-- A function that speaks of a table's row could not be sent to the workers before the table was there.
do $$
declare
  missing regprocedure;
begin
  for missing in
    select f.oid
    from pg_catalog.pg_proc f
    where f.pronamespace in ('public'::regnamespace, 'daybook'::regnamespace)
      and f.prokind = 'f'
      and not exists (select from pg_catalog.pg_dist_object d where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = f.oid)
      and not exists (select from pg_catalog.pg_depend d where d.objid = f.oid and d.deptype = 'e')
      and not f.prosrc ~ 'public\.analytics_events|analytics_legacy_(archives|dual_write)'
  loop
    perform create_distributed_function(missing);
  end loop;
end;
$$;

-- A query on a shard calls functions that query the same owner's shards.
do $$
begin
  execute format('alter database %I set citus.allow_nested_distributed_execution = on', current_database());
end;
$$;

-- A generic plan hides the owner from Citus.
do $$
declare
  planned regprocedure;
begin
  for planned in
    select f.oid
    from pg_catalog.pg_proc f
    where f.pronamespace in ('public'::regnamespace, 'daybook'::regnamespace)
      and 'plan_cache_mode=force_generic_plan' = any (f.proconfig)
  loop
    execute format('alter function %s reset plan_cache_mode', planned);
  end loop;
end;
$$;

-- What reads or counts one owner's numbers is carried to the node that holds them: one statement there, hence one snapshot, instead
-- of some fifty from here. The function keeps its name and becomes the carrier, what it did is called …_there. Carried are functions
-- that need nothing of the caller and no table that only the coordinator has.
do $$
declare
  carried record;
begin
  for carried in
    select
      f.oid::regprocedure as signature, f.proname as name, c.owner, f.provolatile = 's' as is_stable, f.prosecdef as is_definer,
      pg_get_function_arguments(f.oid) as parameters,
      pg_get_function_identity_arguments(f.oid) as identity,
      (select string_agg(quote_ident(a.name), ', ' order by a.place) from unnest(f.proargnames) with ordinality as a(name, place)) as given,
      pg_get_function_result(f.oid) as result
    from (values
      ('seen_dashboard', 'p_sight.user_code'),
      ('seen_row', 'p_sight.user_code'),
      ('seen_journeys', 'p_sight.user_code'),
      ('key_dashboard', 'p_user_code'),
      ('key_list', 'p_user_code'),
      ('contact_visits', 'p_user_code'),
      ('contact_devices', 'p_user_code'),
      ('export_page', 'p_user_code'),
      ('data_days', 'p_user_code'),
      ('verify_day', 'p_user_code')
    ) as c(name, owner)
    join pg_catalog.pg_proc f on f.proname = c.name and f.pronamespace = 'daybook'::regnamespace
    where not strpos(f.prosrc, '_there(') > 0
  loop
    execute format('drop function if exists daybook.%I(%s)', carried.name || '_there', carried.identity);
    execute format('alter function %s rename to %I', carried.signature, carried.name || '_there');
    execute format(
      $carrier$
        create function daybook.%1$I(%2$s) returns %3$s language plpgsql %4$s %5$s set search_path = '' as $body$
        declare
          owner_code text := %6$s;
          answer %3$s;
        begin
          select n.answer into answer
          from (
            select daybook.%7$I(%8$s) as answer
            from (select count(*) from public.analytics_groups g where g.user_code = owner_code) as node
          ) as n;
          return answer;
        end;
        $body$
      $carrier$,
      carried.name, carried.parameters, carried.result, case when carried.is_stable then 'stable' else 'volatile' end,
      case when carried.is_definer then 'security definer' else '' end, carried.owner, carried.name || '_there', carried.given
    );
    execute format('revoke all on function daybook.%I(%s) from public', carried.name, carried.identity);
  end loop;
end;
$$;

-- Moving from the old system joins its table with the new ones: it ends before.
do $$
declare
  moving record;
begin
  for moving in
    select f.proname as name, pg_get_function_arguments(f.oid) as parameters, pg_get_function_result(f.oid) as result
    from pg_catalog.pg_proc f
    where f.pronamespace = 'public'::regnamespace
      and f.proname in (
        'analytics_archive_legacy_events', 'analytics_check_legacy_table', 'analytics_compare_legacy_metrics',
        'analytics_finish_legacy_import', 'analytics_import_legacy_events', 'analytics_import_legacy_step',
        'analytics_ingest_events_with_legacy', 'analytics_plan_legacy_import', 'analytics_preview_legacy_import',
        'analytics_restore_legacy_events', 'analytics_start_dual_write', 'analytics_undo_legacy_import',
        'analytics_set_legacy_mapping', 'analytics_legacy_import_report'
      )
  loop
    execute format(
      $refusal$
        create or replace function public.%I(%s) returns %s language plpgsql set search_path = '' as $body$
        begin
          raise exception 'moving from the old system ends before the tables are distributed' using errcode = '0A000';
        end;
        $body$
      $refusal$,
      moving.name, moving.parameters, moving.result
    );
  end loop;
end;
$$;

-- Sizes are those of the shards, on all nodes.
create or replace view public.analytics_table_sizes with (security_invoker = true) as
select
  c.relname::text         as tablename,
  pg_size_pretty(b.bytes) as size,
  b.bytes                 as bytes
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral (
  select sum(
    case when exists (select from pg_catalog.pg_dist_partition p where p.logicalrelid = t.relid)
      then pg_catalog.citus_total_relation_size(t.relid)
      else pg_total_relation_size(t.relid)
    end
  )::bigint as bytes
  from (
    select t.relid from pg_partition_tree(c.oid) as t where t.isleaf
    union all
    select c.oid where c.relkind = 'r'
  ) as t(relid)
) as b(bytes)
where n.nspname = 'public'
  and c.relkind in ('r', 'p')
  and not c.relispartition
  and c.relname like 'analytics\_%'
  and b.bytes is not null
order by b.bytes desc;

-- Deleting an owner reaches all tables of it from a table that is on every node: Citus wants that done shard by shard.
do $$
declare
  deleting regprocedure;
begin
  for deleting in
    select f.oid
    from pg_catalog.pg_proc f
    where f.pronamespace = 'public'::regnamespace
      and f.proname in (
        'analytics_begin_deletion', 'analytics_continue_deletion', 'analytics_delete_owner', 'analytics_finish_deletions',
        'analytics_leave_all_owners'
      )
  loop
    execute format('alter function %s set citus.multi_shard_modify_mode = sequential', deleting);
  end loop;
end;
$$;

-- A rebuild takes away the marks that it sees and counts raw in one snapshot. Here these are statements of their own, so what a
-- rebuild does and flushes of the same owner keep apart: a flush holds its owners until it has committed, a rebuild its owner while
-- it counts. All come by the coordinator, so its locks hold for all. A rebuild has its day before it waits for flushes, and waits for
-- nothing while it keeps them waiting, so nobody waits in a circle.
do $$
declare
  held record;
begin
  for held in
    select f.oid::regprocedure as signature, f.proname as name, pg_get_function_identity_arguments(f.oid) as identity
    from pg_catalog.pg_proc f
    where (f.oid = to_regprocedure('public.analytics_ingest_events(jsonb)') or f.proname = 'rebuild_day' and f.pronamespace = 'daybook'::regnamespace)
      and not strpos(f.prosrc, '_there(') > 0
  loop
    execute format('drop function if exists daybook.%I(%s)', held.name || '_there', held.identity);
    execute format('alter function %s set schema daybook', held.signature);
    execute format('alter function daybook.%I(%s) rename to %I', held.name, held.identity, held.name || '_there');
    execute format('revoke all on function daybook.%I(%s) from public, service_role', held.name || '_there', held.identity);
  end loop;
end;
$$;

create or replace function public.analytics_ingest_events(payload jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  code text;
begin
  for code in
    select distinct b.value ->> 'user_code' collate "C" from jsonb_array_elements(payload -> 'batches') as b order by 1
  loop
    perform pg_advisory_xact_lock_shared(hashtextextended(code, 0));
  end loop;
  return daybook.analytics_ingest_events_there(payload);
end;
$$;

revoke all on function public.analytics_ingest_events(jsonb) from public, anon, authenticated;
grant execute on function public.analytics_ingest_events(jsonb) to service_role;

create or replace function daybook.rebuild_day(
  p_user_code text,
  p_date date,
  p_quickly boolean default false,
  p_reason text default 'recount'
)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  answer jsonb;
begin
  insert into public.analytics_days (user_code, date) values (p_user_code, p_date) on conflict do nothing;
  perform 1 from public.analytics_days d where d.user_code = p_user_code and d.date = p_date for update;
  perform pg_advisory_lock(hashtextextended(p_user_code, 0));
  begin
    answer := daybook.rebuild_day_there(p_user_code, p_date, p_quickly, p_reason);
  exception when query_canceled or others then
    perform pg_advisory_unlock(hashtextextended(p_user_code, 0));
    raise;
  end;
  perform pg_advisory_unlock(hashtextextended(p_user_code, 0));
  return answer;
end;
$$;

revoke all on function daybook.rebuild_day(text, date, boolean, text) from public;

-- For the same reason days of several owners are not counted together.
create or replace function daybook.small_days(p_user_codes text[], p_date date) returns text[]
language plpgsql stable
set search_path = ''
as $$
begin
  return '{}'::text[];
end;
$$;

-- Nor are days held together: over several nodes their locks come in no order. Each rebuild holds its own, one after the other.
create or replace function daybook.hold_days(p_user_codes text[], p_date date)
returns table (user_code text, computed_at timestamptz, raw_events bigint, visit_events bigint)
language plpgsql
set search_path = ''
as $$
begin
  return;
end;
$$;

-- What flushes look up, with the owners named once more: only their nodes are asked.
create or replace function daybook.stored_sessions(user_codes text[], dates date[], session_ids uuid[])
returns table (user_code text, date date, session_id uuid, visitor_id bigint, share_code text, group_code text)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select s.user_code, s.date, s.session_id, s.visitor_id, s.share_code, s.group_code
  from public.analytics_sessions s
  join (
    select distinct k.user_code, k.date, k.session_id
    from unnest(user_codes, dates, session_ids) as k(user_code, date, session_id)
  ) as k on s.user_code = k.user_code and s.date = k.date and s.session_id = k.session_id
  where s.user_code = any (user_codes) and s.date = any (dates);
end;
$$;

create or replace function daybook.stored_shares(user_codes text[], share_codes text[])
returns table (user_code text, share_code text, group_code text)
language plpgsql stable
set search_path = ''
as $$
begin
  -- No owner at all would mean every node.
  if user_codes = '{}'::text[] then
    return;
  end if;
  return query
  select s.user_code, s.share_code, s.group_code
  from public.analytics_shares s
  join (select distinct c.user_code, c.share_code from unnest(user_codes, share_codes) as c(user_code, share_code)) as c
    on s.user_code = c.user_code and s.share_code = c.share_code
  where s.user_code = any (user_codes);
end;
$$;
