-- Every row of the old table accounted for: what became of it, and for those that are not in the new tables the reason,
-- with examples. Returns { rows, verdicts: { verdict: n }, unmapped: [{ reason, user_code, rows, examples }] }.
create function daybook.analytics_legacy_import_report(p_examples integer default 3) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  old_rows bigint := 0;
  result jsonb;
begin
  if to_regclass('public.analytics_events') is not null then
    execute 'select count(*) from public.analytics_events' into old_rows;
  end if;
  with verdicts as (
    select r.verdict, count(*) as rows from public.analytics_legacy_rows r group by r.verdict
  ),
  reasons as (
    select r.reason, r.user_code, count(*) as rows,
      (array_agg(r.legacy_id order by r.arrived_at, r.legacy_id))[1:p_examples] as examples
    from public.analytics_legacy_rows r
    where r.verdict in ('unmapped', 'filtered')
    group by r.reason, r.user_code
  )
  select jsonb_build_object(
    'rows', old_rows,
    'verdicts', (select coalesce(jsonb_object_agg(v.verdict, v.rows), '{}'::jsonb) from verdicts v),
    'unmapped', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'reason', r.reason, 'user_code', r.user_code, 'rows', r.rows, 'examples', to_jsonb(r.examples)
        ) order by r.rows desc, r.reason, r.user_code
      ), '[]'::jsonb)
      from reasons r
    )
  )
  into result;
  return result;
end;
$$;

revoke all on function daybook.analytics_legacy_import_report(integer) from public;
grant execute on function daybook.analytics_legacy_import_report(integer) to service_role;
alter function daybook.analytics_legacy_import_report(integer) set schema public;
