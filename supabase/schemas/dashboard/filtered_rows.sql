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
