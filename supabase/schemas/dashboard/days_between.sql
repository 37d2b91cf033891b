-- The days from p_from to p_to, and how a question counts each: 'live', 'closed', 'empty' where there are no events, or 'gone' where
-- the raw events that the question needs are not kept.
create function daybook.days_between(q daybook.question, p_from date, p_to date)
returns table (date date, state text, computed_at timestamptz)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select
    g.day::date,
    case
      when g.day::date = any (q.gone_dates) then 'gone' when g.day::date = any (q.live_dates) then 'live'
      when d.raw_events > 0 then 'closed' else 'empty'
    end,
    case
      when g.day::date = any (q.gone_dates) then null when g.day::date = any (q.live_dates) then now()
      when d.raw_events > 0 then d.computed_at
    end
  from generate_series(p_from::timestamp, p_to::timestamp, interval '1 day') as g(day)
  left join public.analytics_days d on d.user_code = q.user_code and d.date = g.day::date;
end;
$$;

revoke all on function daybook.days_between(daybook.question, date, date) from public;
