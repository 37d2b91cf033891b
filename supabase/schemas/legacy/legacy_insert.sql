-- The statement with which the dual write adds rows to the old table, whatever its shape: $1 holds events with their ids
-- there, as daybook.write_legacy_rows makes them. Columns with a default are left to it; `constants` of the mapping name what
-- others get. 22023: the mapping names a column that is not there, or the old table has no place for an owner or a kind.
create function daybook.legacy_insert(m jsonb) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  names text[] := '{}';
  expressions text[] := '{}';
  given record;
begin
  for given in
    select c.*, v.expression, v.name as wanted, v.is_constant
    from (
      select m #>> '{columns,id}' as name, 'w.legacy_id' as expression, false as is_constant
      union all
      select p.column_name, case p.field
        when 'event_type' then 'w.type_name' when 'event_id' then 'w.id' when 'time' then '' else 'w.' || p.field end, false
      from daybook.legacy_places(m) as p
      where p.column_name is not null
      union all
      select m #>> '{columns,event_data}', daybook.legacy_data(m), false
      union all
      -- The time of arrival, where no default gives it.
      select c.name, '', false
      from daybook.legacy_column(m #>> '{columns,created_at}') as c
      where c.default_value is null and not c.is_derived
      union all
      select k.key, format('%L', k.value), true
      from jsonb_each_text(coalesce(m -> 'constants', '{}'::jsonb)) as k
    ) as v
    left join lateral daybook.legacy_column(v.name) as c on true
    -- A constant goes before what would be written otherwise.
    order by v.is_constant desc, v.name
  loop
    continue when given.name = any (names) or (given.name is null and not given.is_constant);
    if given.name is null then
      raise exception 'constants names the column %, which the old table does not have', given.wanted using errcode = '22023';
    end if;
    names := names || given.name;
    expressions := expressions || case
      when given.expression = '' then
        daybook.legacy_moment(given.type, case given.name when m #>> '{columns,created_at}' then 'now()' else 'w.at' end)
      -- A text that may not be null is empty; one that is too long for an id is a fault, elsewhere it is cut.
      when given.is_text and given.is_needed then format('coalesce(%s, '''')::%s', given.expression, given.type)
      when given.is_text and given.name = m #>> '{columns,id}' then given.expression
      else format('(%s)::text::%s', given.expression, given.type)
    end;
  end loop;
  return format(
    'insert into public.analytics_events (%s) overriding system value select %s
     from jsonb_to_recordset($1) as w(
       legacy_id text, user_code text, type_name text, id text, session text, share text, page text, target text, at timestamptz
     )
     order by w.at, w.id
     on conflict do nothing',
    (select string_agg(format('%I', n.name), ', ' order by n.place) from unnest(names) with ordinality as n(name, place)),
    array_to_string(expressions, ', ')
  );
end;
$$;

revoke all on function daybook.legacy_insert(jsonb) from public;
