-- A time as old clients wrote it: seconds or milliseconds since 1970, or ISO 8601, which is UTC where it names no zone.
-- Null for anything else.
create function daybook.legacy_time(p_text text) returns timestamptz
language plpgsql immutable
set search_path = ''
as $$
begin
  if p_text ~ '^\d{9,10}(\.\d+)?$' then
    return to_timestamp(p_text::double precision);
  elsif p_text ~ '^\d{12,13}(\.\d+)?$' then
    return to_timestamp(p_text::double precision / 1000);
  elsif p_text ~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?(Z|z|UTC|[+-]\d\d(:?\d\d)?))?$' then
    -- The shape is right, the date may still not exist.
    begin
      return (case when substr(p_text, 11) ~ '[ZzC+-]' then p_text else p_text || '+00' end)::timestamptz;
    exception when others then
      return null;
    end;
  end if;
  return null;
end;
$$;

revoke all on function daybook.legacy_time(text) from public;
