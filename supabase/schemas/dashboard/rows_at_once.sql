-- How many raw rows are counted at once to answer one question, but for a day that has more; then the time is looked at.
create function daybook.rows_at_once() returns integer
language plpgsql stable
set search_path = ''
as $$
begin
  return 250000;
end;
$$;

revoke all on function daybook.rows_at_once() from public;
