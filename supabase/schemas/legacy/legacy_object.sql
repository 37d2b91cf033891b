-- The old row's event data as an object: JSON that was stored as text, also more than once, is opened; null for what is
-- no object.
create function daybook.legacy_object(p_data jsonb) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
declare
  opened jsonb := coalesce(p_data, '{}'::jsonb);
begin
  while jsonb_typeof(opened) = 'string' loop
    opened := (opened #>> '{}')::jsonb;
  end loop;
  return case jsonb_typeof(opened) when 'object' then opened when 'null' then '{}'::jsonb end;
exception when others then
  return null;
end;
$$;

revoke all on function daybook.legacy_object(jsonb) from public;
