-- What a question's conditions leave of its days, counted from raw run by run. DB003: it takes longer than daybook.time_to_ask();
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
      raise exception 'counting these days from raw events takes too long' using errcode = 'DB003';
    end if;
    rows := rows || daybook.filtered_part(q, lower(part), upper(part) - 1);
  end loop;
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
