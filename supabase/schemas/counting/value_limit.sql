-- How many values of a breakdown (pages, targets, each attribute of sessions) are kept by name for one (owner, day). All
-- others are counted together, in a row named '(other)'.
create function daybook.value_limit() returns integer
language plpgsql stable
set search_path = ''
as $$
begin
  return 500;
end;
$$;

revoke all on function daybook.value_limit() from public;
