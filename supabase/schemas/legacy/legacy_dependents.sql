-- What of the host's depends on the old table, in words: views, foreign keys of other tables, its triggers, functions whose
-- text names it, publications.
create function daybook.legacy_dependents() returns text[]
language plpgsql stable
set search_path = ''
as $$
declare
  old_table oid := to_regclass('public.analytics_events');
begin
  return array(
    select distinct 'view ' || v.oid::regclass || ' reads it'
    from pg_catalog.pg_depend d
    join pg_catalog.pg_rewrite w on w.oid = d.objid and d.classid = 'pg_catalog.pg_rewrite'::regclass
    join pg_catalog.pg_class v on v.oid = w.ev_class and v.oid <> old_table
    where d.refobjid = old_table
    union all
    select 'foreign key ' || c.conname || ' of ' || c.conrelid::regclass || ' refers to it'
    from pg_catalog.pg_constraint c
    where c.confrelid = old_table and c.conrelid <> old_table
    union all
    select 'trigger ' || t.tgname || ' on it calls ' || t.tgfoid::regprocedure
    from pg_catalog.pg_trigger t
    where t.tgrelid = old_table and not t.tgisinternal
    union all
    select 'function ' || p.oid::regprocedure || ' names it'
    from pg_catalog.pg_proc p
    join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where p.prosrc ~ '\manalytics_events\M'
      and n.nspname not in ('daybook', 'pg_catalog', 'information_schema')
      and not (n.nspname = 'public' and p.proname ~ '^analytics_(.*legacy|.*dual_write|doctor)')
    union all
    select 'publication ' || p.pubname || ' publishes it'
    from pg_catalog.pg_publication_rel r
    join pg_catalog.pg_publication p on p.oid = r.prpubid
    where r.prrelid = old_table
    order by 1
  );
end;
$$;

revoke all on function daybook.legacy_dependents() from public;
