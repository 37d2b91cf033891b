-- The event data that the dual write writes, as SQL over an event `w`: an object with what has no column, at its paths.
create function daybook.legacy_data(m jsonb) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  data text := 'jsonb_build_object(''written_by'', ''daybook'')';
  made text[] := '{}';
  place record;
begin
  for place in
    select p.field, p.path from daybook.legacy_places(m) as p where p.path is not null order by p.field
  loop
    for depth in 1 .. cardinality(place.path) - 1 loop
      if not place.path[1:depth]::text = any (made) then
        data := format('jsonb_set(%s, %L, ''{}'')', data, place.path[1:depth]);
        made := made || place.path[1:depth]::text;
      end if;
    end loop;
    data := format('jsonb_set(%s, %L, coalesce(to_jsonb(%s), ''null''))', data, place.path, case place.field
      when 'event_type' then 'w.type_name'
      when 'event_id' then 'w.id'
      when 'time' then daybook.legacy_moment('text', 'w.at')
      else 'w.' || place.field
    end);
  end loop;
  return format('jsonb_strip_nulls(%s)', data);
end;
$$;

revoke all on function daybook.legacy_data(jsonb) from public;
