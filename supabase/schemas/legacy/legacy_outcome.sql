-- What became of the rows of pg_temp.legacy_placed, in numbers.
create function daybook.legacy_outcome() returns jsonb
language plpgsql security definer
set search_path = ''
set jit = off
as $$
declare
  result jsonb;
begin
  with verdicts as (
    select p.verdict, p.reason, count(*) as rows
    from pg_temp.legacy_placed p
    group by p.verdict, p.reason
  )
  select jsonb_build_object(
    'rows', coalesce(sum(v.rows), 0),
    'imported', coalesce(sum(v.rows) filter (where v.verdict = 'imported'), 0),
    'duplicate', coalesce(sum(v.rows) filter (where v.verdict = 'duplicate'), 0),
    'dual_write', coalesce(sum(v.rows) filter (where v.verdict = 'dual_write'), 0),
    'filtered', coalesce(sum(v.rows) filter (where v.verdict = 'filtered'), 0),
    'unmapped', coalesce(sum(v.rows) filter (where v.verdict = 'unmapped'), 0),
    'reasons', coalesce(jsonb_object_agg(v.reason, v.rows) filter (where v.reason <> ''), '{}'::jsonb)
  )
  into result
  from verdicts v;
  return result;
end;
$$;

revoke all on function daybook.legacy_outcome() from public;
