-- Refuses, with 42501, conditions on groups and contacts that lie outside a sight. Whether they exist at all is not told.
create function daybook.require_seen_filters(p_sight daybook.sight, p_filters jsonb) returns void
language plpgsql stable
set search_path = ''
as $$
declare
  asked record;
begin
  for asked in
    select c.value ->> 1 as field, v.value
    from jsonb_array_elements(p_filters) as c(value)
    cross join lateral jsonb_array_elements_text(c.value -> 2) as v(value)
    where c.value ->> 1 in ('group', 'contact')
  loop
    if asked.field = 'group' then
      perform daybook.require_seen(p_sight, asked.value, null);
    else
      if asked.value <> '' and not p_sight.names then
        raise exception 'you may not see this of this owner' using errcode = '42501';
      end if;
      perform daybook.require_seen(p_sight, null, asked.value);
    end if;
  end loop;
end;
$$;

revoke all on function daybook.require_seen_filters(daybook.sight, jsonb) from public;
