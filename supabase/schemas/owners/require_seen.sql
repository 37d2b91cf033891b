-- Refuses, with 42501, what lies outside a sight. Whether it exists at all is not told.
create function daybook.require_seen(p_sight daybook.sight, p_group text, p_contact text) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if not daybook.sees(p_sight, p_group, p_contact) then
    raise exception 'you may not see this of this owner' using errcode = '42501';
  end if;
end;
$$;

revoke all on function daybook.require_seen(daybook.sight, text, text) from public;
