-- The rows of the old table that arrived in [p_from, p_to), read by the mapping; with p_from null, those without a time
-- of arrival. The one place where old rows are understood: import and comparison both read here. Whatever an id is
-- derived from is in the row itself, so the same row gives the same ids at every run.
--   at        the row's own time if it lies within 7 days before and 10 minutes after its arrival, else its arrival
--   event_id  from the content, so that a row written twice has one id; rows without session and own time are each their own
--   fault     why the row cannot be mapped, else null
create function daybook.legacy_rows(p_from timestamptz, p_to timestamptz)
returns table (
  legacy_id    text,
  arrived_at   timestamptz,
  old_date     date,
  user_code    text,
  event_type   text,
  has_session  boolean,
  session_id   uuid,
  event_id     uuid,
  at           timestamptz,
  share_code   text,
  own_group    text,
  old_page     text,
  page         text,
  old_target   text,
  target       text,
  fault        text,
  is_bot       boolean,
  is_dual      boolean,
  visit        jsonb
)
language plpgsql stable
set search_path = ''
set timezone = 'UTC'
set jit = off
as $$
declare
  m jsonb := (select c.mapping from public.analytics_legacy_mapping c where c.name = 'current');
  f jsonb := m -> 'fields';
  arrival text := daybook.legacy_column(m -> 'columns', 'created_at');
  stored text := daybook.legacy_column(m -> 'columns', 'event_data');
  visit_keys text[] := array(
    select distinct split_part(k.value, '.', 1)
    from unnest(array[
      'referrer', 'utm_source', 'utm_medium', 'utm_campaign', 'country', 'device', 'browser', 'os', 'language'
    ]) as n(name)
    cross join lateral jsonb_array_elements_text(f -> n.name) as k
  );
begin
  if to_regclass('public.analytics_events') is null then
    return;
  end if;
  -- `offset 0` keeps each level's expressions from being repeated in the next one. Opening is for the few that need it.
  return query execute
    'with source as (
      select ' || daybook.legacy_column(m -> 'columns', 'id') || '::text as legacy_id,
        ' || arrival || '::timestamptz as arrived_at,
        ' || daybook.legacy_column(m -> 'columns', 'user_code') || '::text as code,
        ' || daybook.legacy_column(m -> 'columns', 'event_type') || '::text as type_name,
        case jsonb_typeof(to_jsonb(' || stored || ')) when ''object'' then to_jsonb(' || stored || ')
          else daybook.legacy_object(to_jsonb(' || stored || ')) end as d
      from public.analytics_events e
      where ' || case when p_from is null then arrival || ' is null'
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
    ),
    readable as (
      select legacy_id, arrived_at, is_no_object, type_name, own_time, own_id, agent, is_dual, visit,
        ' || (
          select string_agg(
            format('case when %1$I like %2$L or %1$I like %3$L then null else %1$I end as %1$I', n.name, '{%', '[%'), ', '
          )
          from unnest(array['session', 'share', 'own_group', 'old_page', 'old_target']) as n(name)
        ) || ',
        case when user_code like ''{%'' or user_code like ''[%'' then '''' else user_code end as user_code
      from fields
      offset 0
    ),
    kinds as (
      select readable.*,
        case
          when $3 -> ''page_view'' ? type_name then ''page_view''
          when $3 -> ''click'' ? type_name then ''click''
          when $3 -> ''session'' ? type_name then ''session''
        end as event_type,
        case
          when arrived_at is null then own_time
          when own_time between arrived_at - interval ''7 days'' and arrived_at + interval ''10 minutes'' then own_time
          else arrived_at
        end as at,
        coalesce(substring(share from ''^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$''), '''') as share_code,
        lower(left(old_target, 80)) as target_name,
        left(coalesce(
          nullif(btrim(regexp_replace(regexp_replace(old_page, ''^[a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]*'', ''''), ''[?#].*$'', '''')), ''''),
          case when old_page is not null then ''/'' end,
          $6
        ), 200) as page
      from readable
      offset 0
    ),
    known as (
      select kinds.*,
        case
          when $4 ? target_name then target_name
          when $5 ? target_name then $5 ->> target_name
          when old_target is not null then left(''custom:'' || regexp_replace(old_target, ''^custom:'', ''''), 64)
        end as target
      from kinds
      offset 0
    )
    select legacy_id, arrived_at, (arrived_at at time zone ''UTC'')::date, user_code, event_type,
      session is not null,
      case
        when is_dual and session ~* ''^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'' then session::uuid
        when session is not null then md5(concat_ws(chr(31), ''legacy session'', user_code, session))::uuid
        else md5(concat_ws(chr(31), ''legacy visit'', user_code, legacy_id))::uuid
      end,
      case
        when is_dual and own_id ~* ''^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'' then own_id::uuid
        when own_id is not null or (session is not null and at = own_time)
          then md5(concat_ws(chr(31), ''legacy event'', user_code, event_type, session, page, target, extract(epoch from at), own_id))::uuid
        else md5(concat_ws(chr(31), ''legacy'', legacy_id))::uuid
      end,
      at, share_code, left(own_group, 64), old_page, page, old_target, target,
      case
        when is_no_object then ''event_data_is_no_object''
        when user_code = '''' then ''no_owner''
        when user_code !~ ''^[a-z0-9]([a-z0-9_-]{0,38}[a-z0-9])?$'' then ''invalid_owner''
        when event_type is null then ''unknown_event_type''
        when at is null then ''no_time''
        when event_type = ''click'' and target is null then ''click_without_target''
      end,
      coalesce(agent ~* $7, false),
      coalesce(is_dual, false),
      nullif(visit, ''{}'')
    from known'
  using p_from, p_to, m -> 'types', m -> 'targets', m -> 'target_aliases', m ->> 'default_page', m ->> 'bots', visit_keys;
end;
$$;

revoke all on function daybook.legacy_rows(timestamptz, timestamptz) from public;
