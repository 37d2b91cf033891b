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
