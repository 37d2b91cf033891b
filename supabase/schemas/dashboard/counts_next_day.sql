-- Whether what visits that began on a day did on the day after is counted with them: the two days belong to one period of the question,
-- and both are counted, so that it does not matter that they are counted in different parts.
create function daybook.counts_next_day(q daybook.question, p_date date) returns boolean
language plpgsql immutable
set search_path = ''
as $$
begin
  return p_date <> q.to_date and p_date is distinct from q.before_to
    and p_date + 1 <> q.from_date and p_date + 1 is distinct from q.before_from
    and exists (select from unnest(q.raw_parts) as r(days) where p_date <@ r.days)
    and exists (select from unnest(q.raw_parts) as r(days) where p_date + 1 <@ r.days);
end;
$$;

revoke all on function daybook.counts_next_day(daybook.question, date) from public;
