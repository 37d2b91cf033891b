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
