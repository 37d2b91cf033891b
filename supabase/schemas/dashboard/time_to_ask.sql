-- For how long raw events are counted to answer one question. The time is looked at after every run of days.
create function daybook.time_to_ask() returns interval
language plpgsql stable
set search_path = ''
as $$
begin
  return interval '5 seconds';
end;
$$;

revoke all on function daybook.time_to_ask() from public;
