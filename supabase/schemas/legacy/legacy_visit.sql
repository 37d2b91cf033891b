-- Referrer, campaign, place and device of an old row, as SQL: an object, or null where the row tells none of them.
create function daybook.legacy_visit(f jsonb) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  places jsonb[] := array(
    select p.value
    from unnest(array[
      'referrer', 'utm_source', 'utm_medium', 'utm_campaign', 'country', 'device', 'browser', 'os', 'language'
    ]) as n(name)
    cross join lateral jsonb_array_elements(f -> n.name) as p
  );
  keys text[] := array(
    select distinct (daybook.legacy_path(p.place))[1]
    from unnest(places) as p(place)
    where jsonb_typeof(p.place) <> 'object'
  );
  has_column boolean := exists (
    select 1
    from unnest(places) as p(place)
    cross join lateral daybook.legacy_column(p.place ->> 'column')
    where jsonb_typeof(p.place) = 'object'
  );
begin
  -- Most rows tell nothing: a look at their keys spares them the rest.
  return 'case when ' || case when has_column then 'true' else format('o.d ?| %L::text[]', keys) end || ' then
    jsonb_strip_nulls(jsonb_build_object(
      ''referrer'', left(lower(substring(' || daybook.legacy_field(f -> 'referrer') || ' from ''^(?:[a-zA-Z]+://)?(?:www\.)?([^/?#:]+)'')), 255),
      ''utm_source'', left(' || daybook.legacy_field(f -> 'utm_source') || ', 120),
      ''utm_medium'', left(' || daybook.legacy_field(f -> 'utm_medium') || ', 120),
      ''utm_campaign'', left(' || daybook.legacy_field(f -> 'utm_campaign') || ', 120),
      ''country'', upper(substring(' || daybook.legacy_field(f -> 'country') || ' from ''^[A-Za-z]{2}$'')),
      ''device'', substring(lower(' || daybook.legacy_field(f -> 'device') || ') from ''^(mobile|tablet|desktop)$''),
      ''browser'', left(' || daybook.legacy_field(f -> 'browser') || ', 64),
      ''os'', left(' || daybook.legacy_field(f -> 'os') || ', 64),
      ''language'', lower(substring(' || daybook.legacy_field(f -> 'language') || ' from ''^([A-Za-z]{2,3})(?:[-_]|$)''))
    )) end';
end;
$$;

revoke all on function daybook.legacy_visit(jsonb) from public;
