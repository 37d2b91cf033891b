-- A question that is answered from raw: with the days that can be counted so, in runs, and those that cannot. Where the period
-- compared with is not all there, nothing is compared. PT410: no day of the period can be asked this.
create function daybook.count_from_raw(p_question daybook.question) returns daybook.question
language plpgsql stable
set search_path = ''
as $$
declare
  q daybook.question := p_question;
  most integer := daybook.rows_at_once();
  day record;
  first_day date;
  last_day date;
  held bigint := 0;
begin
  q.gone_dates := '{}';
  q.live_dates := '{}';
  q.raw_parts := '{}';
  for day in select * from daybook.raw_days(q.user_code, q.before_from, q.before_to) loop
    if day.is_gone then
      q.before_from := null;
      q.before_to := null;
      q.until_time := null;
      q.until_at := null;
      exit;
    end if;
  end loop;
  q.reads_from := least(q.from_date, q.before_from);

  for day in
    select d.date, d.raw_rows, d.is_gone, d.date between q.from_date and q.to_date as is_current
    from daybook.raw_days(q.user_code, q.reads_from, q.to_date) as d
    where d.date between q.from_date and q.to_date or d.date between q.before_from and q.before_to
    order by d.date
  loop
    q.live_dates := q.live_dates || day.date;
    if day.is_gone then
      q.gone_dates := q.gone_dates || day.date;
    end if;
    -- A day compared with only until a moment is counted by itself.
    if first_day is not null and (
      day.is_gone or held + day.raw_rows > most or day.is_current and first_day < q.from_date
      or day.date = q.before_to and q.until_at is not null
    ) then
      q.raw_parts := q.raw_parts || daterange(first_day, last_day, '[]');
      first_day := null;
    end if;
    if not day.is_gone and (day.date = q.before_to and q.until_at is not null) is not true then
      held := case when first_day is null then day.raw_rows else held + day.raw_rows end;
      first_day := coalesce(first_day, day.date);
      last_day := day.date;
    end if;
  end loop;
  if first_day is not null then
    q.raw_parts := q.raw_parts || daterange(first_day, last_day, '[]');
  end if;

  if q.gone_dates <> '{}' and not exists (
    select from unnest(q.live_dates) as d(date)
    where d.date >= q.from_date and not d.date = any (q.gone_dates)
  ) then
    raise exception 'the raw events of these days are not kept any more' using errcode = 'PT410';
  end if;
  return q;
end;
$$;

revoke all on function daybook.count_from_raw(daybook.question) from public;
