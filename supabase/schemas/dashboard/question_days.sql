-- The days of a question, each in its period: 'current' or 'previous'.
create function daybook.question_days(q daybook.question)
returns table (period text, date date, state text, computed_at timestamptz)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select 'current', d.date, d.state, d.computed_at
  from daybook.days_between(q, q.from_date, q.to_date) as d
  union all
  select 'previous', d.date, d.state, d.computed_at
  from daybook.days_between(q, q.before_from, q.before_to) as d;
end;
$$;

revoke all on function daybook.question_days(daybook.question) from public;
