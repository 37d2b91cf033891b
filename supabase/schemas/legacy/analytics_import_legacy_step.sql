-- Imports the old rows that arrived in [p_from, p_to); with p_from null, those without a time of arrival; of p_parts parts
-- the one with the number p_part. Safe to run any number of times, in any order of steps and beside live traffic: what is final is not looked at again, events
-- collide by their ids, and a session's start, share and visit are derived anew from all of its rows. Two imports wait
-- for each other. p_create_owners: owners that do not exist are made, in UTC and without a member.
-- Returns { rows, imported, duplicate, dual_write, filtered, unmapped, reasons: { reason: n }, owners_created }.
create function daybook.analytics_import_legacy_step(
  p_from timestamptz,
  p_to timestamptz,
  p_create_owners boolean default false,
  p_part integer default 0,
  p_parts integer default 1
)
returns jsonb
language plpgsql security definer
set search_path = ''
set jit = off
as $$
declare
  touched daybook.legacy_day[];
  created text[] := '{}';
  result jsonb;
begin
  perform pg_advisory_xact_lock(hashtext('import_legacy_events'));
  drop table if exists pg_temp.legacy_read, pg_temp.legacy_step;
  create temporary table legacy_read on commit drop as
  select * from daybook.legacy_rows(p_from, p_to, p_part, p_parts);
  create temporary table legacy_step on commit drop as
  select r.*
  from pg_temp.legacy_read r
  left join public.analytics_legacy_rows i
    on i.user_code = r.user_code and i.legacy_id = r.legacy_id and i.verdict in ('imported', 'duplicate', 'dual_write')
  where i.legacy_id is null;

  if p_create_owners then
    created := daybook.create_legacy_owners();
  end if;
  perform daybook.place_legacy_rows();
  perform daybook.note_legacy_rows();

  select array_agg(distinct (p.user_code, p.date)::daybook.legacy_day)
  into touched
  from pg_temp.legacy_placed p
  where p.verdict in ('imported', 'duplicate');
  perform daybook.claim_legacy_days(touched);
  perform daybook.import_legacy_sessions();
  perform daybook.import_legacy_views_and_clicks();
  perform daybook.mark_legacy_days(touched, 'imported from the old system');

  result := daybook.legacy_outcome() || jsonb_build_object('owners_created', to_jsonb(created));
  drop table pg_temp.legacy_read, pg_temp.legacy_step, pg_temp.legacy_placed;
  return result;
end;
$$;

revoke all on function daybook.analytics_import_legacy_step(timestamptz, timestamptz, boolean, integer, integer) from public;
grant execute on function daybook.analytics_import_legacy_step(timestamptz, timestamptz, boolean, integer, integer) to service_role;
alter function daybook.analytics_import_legacy_step(timestamptz, timestamptz, boolean, integer, integer) set schema public;
