-- The old row's event data as an object: JSON that was stored as text is opened; null for what is no object.
create function daybook.legacy_object(p_data jsonb) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
declare
  opened jsonb;
begin
  case jsonb_typeof(p_data)
    when 'object' then return p_data;
    when 'null' then return '{}';
    when 'string' then
      opened := (p_data #>> '{}')::jsonb;
      return case when jsonb_typeof(opened) = 'object' then opened end;
    else return case when p_data is null then '{}'::jsonb end;
  end case;
exception when others then
  return null;
end;
$$;

revoke all on function daybook.legacy_object(jsonb) from public;
