-- How long visits took from their beginning to their first tap: { sessions, quartiles, within }, for those that p_group or p_target
-- names (null: all). Quartiles are seconds, by percentile_disc; `within` counts those that took at most so many seconds as p_marks.
create function daybook.journey_times(p_rows daybook.journey_row[], p_group text, p_target text, p_marks integer[])
returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return (
    with tallies as (
      select r.seconds, sum(r.sessions)::bigint as sessions
      from unnest(p_rows) as r
      where r.section = 'time' and (p_group is null or r.group_code = p_group) and (p_target is null or r.target = p_target)
      group by r.seconds
    ),
    placed as (
      select t.seconds, t.sessions, sum(t.sessions) over (order by t.seconds) as reached, sum(t.sessions) over () as all_sessions
      from tallies t
    )
    select jsonb_build_object(
      'sessions', coalesce(sum(p.sessions), 0),
      'quartiles', case when count(*) > 0 then jsonb_build_array(
        min(p.seconds) filter (where p.reached >= 0.25 * p.all_sessions),
        min(p.seconds) filter (where p.reached >= 0.5 * p.all_sessions),
        min(p.seconds) filter (where p.reached >= 0.75 * p.all_sessions)
      ) end,
      'within', (
        select jsonb_agg(
          (select coalesce(sum(t.sessions), 0) from tallies t where t.seconds <= m.seconds) order by m.place
        )
        from unnest(p_marks) with ordinality as m(seconds, place)
      )
    )
    from placed p
  );
end;
$$;

revoke all on function daybook.journey_times(daybook.journey_row[], text, text, integer[]) from public;
