-- How far an earlier day is to be counted, to be compared with a today that is not over: until the same minute on the
-- owner's clock, as its time of day and as a moment of that day. Null for both where the day has to be compared whole: its
-- raw events are not all there any more, or are so many (over 20,000 rows) that counting them
-- would make every look at today slow. A minute that the earlier day's clocks left out is the same one an hour later; of an hour that
-- came twice there the second one counts.
create function daybook.until_now(p_user_code text, p_date date, p_now timestamptz default now())
returns table (until_time text, until_at timestamptz)
language plpgsql stable
set search_path = ''
as $$
declare
  time_now time;
  zone text;
  day public.analytics_days;
begin
  select * into day from public.analytics_days d where d.user_code = p_user_code and d.date = p_date;
  if p_date is null or day.purged_at is not null or day.raw_events > 20000
    or day.raw_events > daybook.raw_rows(p_user_code, p_date)
  then
    return;
  end if;

  select date_trunc('minute', p_now at time zone z.time_zone)::time
  into time_now
  from public.analytics_owner_time_zones z
  where z.user_code = p_user_code and z.valid_from <= p_now and z.valid_to > p_now;
  -- The zone that the earlier day followed.
  select z.time_zone
  into zone
  from public.analytics_owner_time_zones z
  where z.user_code = p_user_code and z.valid_from < (p_date + 1)::timestamp at time zone z.time_zone
  order by z.valid_from desc
  limit 1;
  return query select to_char(time_now, 'HH24:MI'), (p_date + time_now) at time zone zone;
end;
$$;

revoke all on function daybook.until_now(text, date, timestamptz) from public;
