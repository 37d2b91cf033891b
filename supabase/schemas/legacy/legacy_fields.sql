-- The parts `source` and `fields` of a with, as SQL: the rows that arrived in [$1, $2), or those without a time of arrival,
-- and their fields by the mapping, as texts. $8: the keys that tell of a visit.
-- `offset 0` keeps each step's expressions from being repeated in the next one. Opening JSON is for the few that need it.
create function daybook.legacy_fields(m jsonb, p_is_undated boolean) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  f jsonb := m -> 'fields';
  arrival text := daybook.legacy_column(m -> 'columns', 'created_at');
  stored text := daybook.legacy_column(m -> 'columns', 'event_data');
begin
  return
    'source as (
      select ' || daybook.legacy_column(m -> 'columns', 'id') || '::text as legacy_id,
        ' || arrival || '::timestamptz as arrived_at,
        ' || daybook.legacy_column(m -> 'columns', 'user_code') || '::text as code,
        ' || daybook.legacy_column(m -> 'columns', 'event_type') || '::text as type_name,
        case jsonb_typeof(to_jsonb(' || stored || ')) when ''object'' then to_jsonb(' || stored || ')
          else daybook.legacy_object(to_jsonb(' || stored || ')) end as d
      from public.analytics_events e
      where ' || case when p_is_undated then arrival || ' is null'
                      else arrival || ' >= $1 and ' || arrival || ' < $2' end || '
      offset 0
    ),
    fields as (
      select legacy_id, arrived_at, d is null as is_no_object,
        lower(coalesce(nullif(btrim(code), ''''), ' || daybook.legacy_field(f -> 'user_code') || ', '''')) as user_code,
        lower(coalesce(nullif(btrim(type_name), ''''), ' || daybook.legacy_field(f -> 'event_type') || ')) as type_name,
        daybook.legacy_time(' || daybook.legacy_field(f -> 'time') || ') as own_time,
        ' || daybook.legacy_field(f -> 'session') || ' as session,
        ' || daybook.legacy_field(f -> 'event_id') || ' as own_id,
        ' || daybook.legacy_field(f -> 'share') || ' as share,
        ' || daybook.legacy_field(f -> 'group') || ' as own_group,
        ' || daybook.legacy_field(f -> 'page') || ' as old_page,
        ' || daybook.legacy_field(f -> 'target') || ' as old_target,
        ' || daybook.legacy_field(f -> 'user_agent') || ' as agent,
        d ->> ''written_by'' = ''daybook'' as is_dual,
        case when d ?| $8 then jsonb_strip_nulls(jsonb_build_object(
          ''referrer'', left(lower(substring(' || daybook.legacy_field(f -> 'referrer') || ' from ''^(?:[a-zA-Z]+://)?(?:www\.)?([^/?#:]+)'')), 255),
          ''utm_source'', left(' || daybook.legacy_field(f -> 'utm_source') || ', 120),
          ''utm_medium'', left(' || daybook.legacy_field(f -> 'utm_medium') || ', 120),
          ''utm_campaign'', left(' || daybook.legacy_field(f -> 'utm_campaign') || ', 120),
          ''country'', upper(substring(' || daybook.legacy_field(f -> 'country') || ' from ''^[A-Za-z]{2}$'')),
          ''device'', substring(lower(' || daybook.legacy_field(f -> 'device') || ') from ''^(mobile|tablet|desktop)$''),
          ''browser'', left(' || daybook.legacy_field(f -> 'browser') || ', 64),
          ''os'', left(' || daybook.legacy_field(f -> 'os') || ', 64),
          ''language'', lower(substring(' || daybook.legacy_field(f -> 'language') || ' from ''^([A-Za-z]{2,3})(?:[-_]|$)''))
        )) end as visit
      from source
      offset 0
    )';
end;
$$;

revoke all on function daybook.legacy_fields(jsonb, boolean) from public;
