-- A moment (timestamptz, as SQL) in the type of a column of the old table: times as they are, without a zone in UTC, numbers
-- as milliseconds since 1970 (`integer` as seconds), texts as ISO 8601.
create function daybook.legacy_moment(p_type text, p_moment text) returns text
language plpgsql immutable
set search_path = ''
as $$
begin
  return case
    when p_type like 'timestamp%without%' or p_type = 'date' then format('(%s at time zone ''UTC'')::%s', p_moment, p_type)
    when p_type like 'timestamp%' then p_moment
    when p_type = 'integer' then format('extract(epoch from %s)::integer', p_moment)
    when p_type ~ '^(bigint|numeric|double|real)' then format('floor(extract(epoch from %s) * 1000)::%s', p_moment, p_type)
    else format('to_char(%s at time zone ''UTC'', ''YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'')', p_moment)
  end;
end;
$$;

revoke all on function daybook.legacy_moment(text, text) from public;
