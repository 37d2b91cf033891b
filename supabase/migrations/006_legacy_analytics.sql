-- Moving from the old system: import, dual write, comparison and archive of `analytics_events`. Nothing here writes to the
-- old table but the dual write, and nothing but the archive, asked in so many words, removes it. These functions are for
-- service_role, and run before a database is distributed. Builds on 004 and 005.
--
-- Built from supabase/schemas by `npm run db:build`; change it there.
--
-- Contents
--   legacy: The old table, read, imported, compared and put away
--       analytics_legacy_mapping, analytics_legacy_rows, analytics_legacy_comparisons, analytics_legacy_archives,
--       analytics_legacy_dual_write, analytics_set_legacy_mapping, legacy_object, legacy_time, legacy_path,
--       legacy_column, legacy_value, legacy_field, legacy_arrival, legacy_window, legacy_source, legacy_code,
--       legacy_visit, legacy_fields, legacy_meanings, legacy_rows, legacy_shape, preview_of_shape,
--       analytics_preview_legacy_import, analytics_plan_legacy_import, legacy_day, claim_legacy_days, mark_legacy_days,
--       create_legacy_owners, place_legacy_rows, note_legacy_rows, import_legacy_sessions,
--       import_legacy_views_and_clicks, legacy_outcome, analytics_import_legacy_step, analytics_finish_legacy_import,
--       analytics_import_legacy_events, analytics_legacy_import_report, undo_legacy_day, analytics_undo_legacy_import,
--       legacy_moment, legacy_new_id, legacy_places, legacy_data, legacy_insert, write_legacy_rows, legacy_faults,
--       unfilled_columns, analytics_check_legacy_table, note_dual_write, analytics_start_dual_write, flushed_events,
--       write_flush_to_legacy, analytics_ingest_events_with_legacy, compared_rows, compare_rows, compare_events,
--       compare_sessions, compare_new_events, compare_shown_numbers, store_comparison, comparison_report,
--       analytics_compare_legacy_metrics, analytics_legacy_comparison, legacy_rights, legacy_dependents, legacy_checksum,
--       copy_legacy_rows, put_legacy_table_away, analytics_archive_legacy_events, analytics_restore_legacy_events,
--       analytics_doctor_data

begin;

-- Stops with one sentence, before anything is made, where this file cannot be applied.
do $$
declare
  taken text;
begin
  if to_regclass('daybook.migrations') is null then
    raise exception 'Nothing was changed: 005_member_functions.sql has to be applied first.';
  end if;
  if not exists (select from daybook.migrations m where m.name = '005_member_functions.sql') then
    raise exception 'Nothing was changed: 005_member_functions.sql has to be applied first.';
  end if;
  if exists (select from daybook.migrations m where m.name = '006_legacy_analytics.sql') then
    raise exception 'Nothing was changed: 006_legacy_analytics.sql is in this database already.'
      using hint = 'To let supabase db push pass it by, run npm run db:add with DATABASE_URL: it records what is there.';
  end if;
  if to_regclass('public.analytics_legacy_mapping') is not null or to_regclass('daybook.analytics_legacy_mapping') is not null then
    raise exception 'Nothing was changed: a part of 006_legacy_analytics.sql is in this database: run supabase/rollback/004_down.sql first.';
  end if;

  select string_agg(n.name, ', ')
  into taken
  from unnest(array[
    'analytics_legacy_mapping', 'analytics_legacy_rows', 'analytics_legacy_comparisons', 'analytics_legacy_archives',
    'analytics_legacy_dual_write'
  ]) as n(name)
  where to_regclass('public.' || n.name) is not null;
  if taken is not null then
    raise exception 'Nothing was changed: these names of Daybook are taken in this database: %.', taken;
  end if;
end;
$$;


-- -------------------------------------------------------------------------------------------------------------- legacy

-- How old rows are read: one row, `current`. Its source is lib/legacy/mapping.ts, which the scripts store here.
create table daybook.analytics_legacy_mapping (
  name    text  not null primary key check (name = 'current'),
  mapping jsonb not null check (jsonb_typeof(mapping) = 'object')
);

alter table daybook.analytics_legacy_mapping enable row level security;
grant select, insert, update, delete on daybook.analytics_legacy_mapping to service_role;
alter table daybook.analytics_legacy_mapping set schema public;

insert into public.analytics_legacy_mapping (name, mapping) values ('current', $mapping${
  "columns": {"id": "id", "user_code": "user_code", "event_type": "event_type", "event_data": "event_data", "created_at": "created_at"},
  "types": {
    "page_view": ["page_view", "pageview", "page-view", "page view", "view", "visit"],
    "click": ["click", "contact_click", "contact-click", "contactclick", "button_click", "link_click", "tap"],
    "session": ["session", "session_start", "sessionstart", "session-start", "start"]
  },
  "ignore": [],
  "constants": {},
  "fields": {
    "user_code": ["userCode", "user_code", "owner", "user"],
    "event_type": ["eventType", "event_type", "type", "event"],
    "event_id": ["eventId", "event_id", "uuid"],
    "session": [{"column": "session_id"}, "sessionId", "session_id", "sid", "session"],
    "share": [{"column": "share_code"}, "shareCode", "share_code", "share", "ref"],
    "group": ["groupCode", "group_code", "group", "audience"],
    "page": [{"column": "page"}, "page", "path", "url", "page_url", "pathname", "location"],
    "target": [{"column": "target"}, "target", "contact_method", "contactMethod", "method", "action", "button"],
    "time": [{"column": "occurred_at"}, "timestamp", "ts", "time", "created_at", "createdAt", "occurred_at", "occurredAt"],
    "user_agent": [{"column": "user_agent"}, "userAgent", "user_agent", "ua"],
    "referrer": ["referrer", "referer"],
    "utm_source": ["utm_source", "utmSource", "utm.source"],
    "utm_medium": ["utm_medium", "utmMedium", "utm.medium"],
    "utm_campaign": ["utm_campaign", "utmCampaign", "utm.campaign"],
    "country": ["country", "country_code"],
    "device": ["device", "deviceType", "device_type"],
    "browser": ["browser"],
    "os": ["os", "platform"],
    "language": ["language", "lang", "locale"]
  },
  "targets": ["phone", "email", "sms", "whatsapp", "telegram", "signal", "messenger", "facetime", "linkedin", "instagram", "facebook", "x", "tiktok", "youtube", "github", "maps", "website", "save_contact"],
  "target_aliases": {"tel": "phone", "telephone": "phone", "call": "phone", "mobile": "phone", "mail": "email", "mailto": "email", "e-mail": "email", "text": "sms", "wa": "whatsapp", "wa.me": "whatsapp", "tg": "telegram", "t.me": "telegram", "twitter": "x", "web": "website", "url": "website", "vcard": "save_contact", "vcf": "save_contact", "save": "save_contact", "save-contact": "save_contact", "savecontact": "save_contact"},
  "default_page": "/",
  "bots": "bot|crawl|spider|slurp|headless|lighthouse|preview|facebookexternalhit|curl/|wget|python-requests"
}$mapping$);

-- What became of each old row. `imported`, `duplicate` and `dual_write` are final; `filtered` and `unmapped` are
-- considered again by every run, since the mapping or the owners may have changed.
create table daybook.analytics_legacy_rows (
  arrived_at   timestamptz,
  at           timestamptz,
  event_id     uuid        not null,
  session_id   uuid        not null,
  date         date,
  session_date date,
  -- '' where the row names no owner.
  user_code    text        not null,
  legacy_id    text        not null,
  verdict      text        not null check (verdict in ('imported', 'duplicate', 'dual_write', 'filtered', 'unmapped')),
  reason       text        not null default '',
  share_code   text        not null default '',
  group_code   text        not null default '',
  -- Referrer, campaign, place and device, where the row tells them.
  visit        jsonb,
  primary key (user_code, legacy_id)
);

create index analytics_legacy_rows_session on daybook.analytics_legacy_rows (user_code, date, session_id);

alter table daybook.analytics_legacy_rows enable row level security;
grant select, insert, update, delete on daybook.analytics_legacy_rows to service_role;
alter table daybook.analytics_legacy_rows set schema public;

-- The last comparison of each (owner, day): old against new, with every difference by class.
create table daybook.analytics_legacy_comparisons (
  user_code   text        not null,
  date        date        not null,
  compared_at timestamptz not null default now(),
  unexplained bigint      not null,
  metrics     jsonb       not null,
  primary key (user_code, date)
);

alter table daybook.analytics_legacy_comparisons enable row level security;
grant select, insert, update, delete on daybook.analytics_legacy_comparisons to service_role;
grant select on daybook.analytics_legacy_comparisons to authenticated;
create policy members_read on daybook.analytics_legacy_comparisons for select to authenticated
  using (user_code = any ((select public.analytics_member_codes())::text[]));
alter table daybook.analytics_legacy_comparisons set schema public;

-- The archived old table, while there is one: when, how many rows, and the statements that give it its rights back.
create table daybook.analytics_legacy_archives (
  name        text        not null primary key check (name = 'analytics_events'),
  archived_at timestamptz not null default now(),
  rows        bigint      not null,
  rights      text[]      not null
);

alter table daybook.analytics_legacy_archives enable row level security;
grant select, insert, update, delete on daybook.analytics_legacy_archives to service_role;
alter table daybook.analytics_legacy_archives set schema public;

-- How the dual write is doing: one row, `current`, once it has been started. `missed` counts the events that the old table
-- lacks because of a fault; `code` and `message` are the last fault's, and stay when it has passed.
create table daybook.analytics_legacy_dual_write (
  name       text        not null primary key check (name = 'current'),
  started_at timestamptz not null default now(),
  is_failing boolean     not null default false,
  missed     bigint      not null default 0,
  failed_at  timestamptz,
  code       text,
  message    text
);

alter table daybook.analytics_legacy_dual_write enable row level security;
grant select, insert, update, delete on daybook.analytics_legacy_dual_write to service_role;
alter table daybook.analytics_legacy_dual_write set schema public;

-- Replaces the mapping; lib/legacy/mapping.ts is what the scripts hand over. 22023: a part is missing, or a place is none.
create function daybook.analytics_set_legacy_mapping(p_mapping jsonb) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  wrong record;
begin
  if p_mapping is null
    or not p_mapping ?& array['columns', 'types', 'fields', 'targets', 'target_aliases', 'default_page', 'bots'] then
    raise exception 'the mapping lacks a part: compare it with lib/legacy/mapping.ts' using errcode = '22023';
  end if;
  select f.key as field, p.value as place
  into wrong
  from jsonb_each(p_mapping -> 'fields') as f
  cross join lateral jsonb_array_elements(f.value) as p
  where jsonb_typeof(p.value) not in ('string', 'array', 'object')
    or (jsonb_typeof(p.value) = 'object' and not p.value ? 'column')
  limit 1;
  if found then
    raise exception 'fields.% of the mapping names no place: %', wrong.field, wrong.place using errcode = '22023';
  end if;
  update public.analytics_legacy_mapping m set mapping = p_mapping where m.name = 'current' and m.mapping <> p_mapping;
end;
$$;

revoke all on function daybook.analytics_set_legacy_mapping(jsonb) from public;
grant execute on function daybook.analytics_set_legacy_mapping(jsonb) to service_role;
alter function daybook.analytics_set_legacy_mapping(jsonb) set schema public;

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

-- The path that a place of the mapping names, within the event data or a column; null for a column as it is.
create function daybook.legacy_path(p_place jsonb) returns text[]
language plpgsql immutable
set search_path = ''
as $$
begin
  return case jsonb_typeof(p_place)
    when 'string' then string_to_array(p_place #>> '{}', '.')
    when 'array' then array(select k.value from jsonb_array_elements_text(p_place) with ordinality as k(value, rank) order by k.rank)
    else case when p_place ? 'path' then daybook.legacy_path(p_place -> 'path') end
  end;
end;
$$;

revoke all on function daybook.legacy_path(jsonb) from public;

-- A column of the old table: its name, type and what fills it. No row where it has none of that name.
create function daybook.legacy_column(p_name text)
returns table (
  name       text,
  type       text,
  is_text    boolean,
  is_needed  boolean,
  is_derived boolean,
  default_value text
)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select a.attname::text, format_type(a.atttypid, a.atttypmod), t.typcategory = 'S',
    -- What an insert has to give.
    a.attnotnull and not a.atthasdef and a.attidentity = '', a.attgenerated <> '',
    case
      when a.attidentity <> '' then format('nextval(%L)', pg_get_serial_sequence('public.analytics_events', a.attname::text))
      else pg_get_expr(d.adbin, d.adrelid)
    end
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_type t on t.oid = a.atttypid
  left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = to_regclass('public.analytics_events')
    and a.attnum > 0
    and not a.attisdropped
    and a.attname = p_name;
end;
$$;

revoke all on function daybook.legacy_column(text) from public;

-- The SQL expression for a column of the old table as text; 'null' where it has none of that name.
create function daybook.legacy_value(p_name text) returns text
language plpgsql stable
set search_path = ''
as $$
begin
  return coalesce((select format('e.%I::text', c.name) from daybook.legacy_column(p_name) as c), 'null::text');
end;
$$;

revoke all on function daybook.legacy_value(text) from public;

-- The SQL expression for the first of some places that holds anything; '' counts as absent. A place is a key of the event
-- data, "a.b" in an object within it, ["a.b"] a key with a dot, {"column": "c"} a column, {"column": "c", "path": "a.b"}
-- a place in a column of JSON. Columns that do not exist are passed over.
create function daybook.legacy_field(p_places jsonb) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  parts text := '';
  place jsonb;
  path text[];
begin
  for place in select p.value from jsonb_array_elements(p_places) with ordinality as p(value, rank) order by p.rank loop
    path := daybook.legacy_path(place);
    if jsonb_typeof(place) <> 'object' then
      parts := parts || case cardinality(path)
        when 1 then format('nullif(o.d ->> %L, %L), ', path[1], '')
        else format('nullif(o.d #>> %L::text[], %L), ', path, '')
      end;
    elsif exists (select 1 from daybook.legacy_column(place ->> 'column')) then
      parts := parts || case
        when path is null then format('nullif(e.%I::text, %L), ', place ->> 'column', '')
        else format('nullif(daybook.legacy_object(to_jsonb(e.%I)) #>> %L::text[], %L), ', place ->> 'column', path, '')
      end;
    end if;
  end loop;
  return format('nullif(btrim(coalesce(%snull)), %L)', parts, '');
end;
$$;

revoke all on function daybook.legacy_field(jsonb) from public;

-- When a row of the old table arrived, as SQL: the column of that name, whatever its type. A time without a zone is UTC's.
create function daybook.legacy_arrival(m jsonb) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  found_column record;
begin
  select * into found_column from daybook.legacy_column(m #>> '{columns,created_at}');
  return case
    when found_column.name is null then 'null::timestamptz'
    when found_column.type ~ '^(timestamp|date)' then format('e.%I::timestamptz', found_column.name)
    else format('daybook.legacy_time(e.%I::text)', found_column.name)
  end;
end;
$$;

revoke all on function daybook.legacy_arrival(jsonb) from public;

-- The rows of the old table that arrived in [$1, $2), or those without a time of arrival, as SQL. An index on the column
-- serves where it holds times.
create function daybook.legacy_window(m jsonb, p_is_undated boolean) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  arrival text := daybook.legacy_arrival(m);
  found_column record;
begin
  select * into found_column from daybook.legacy_column(m #>> '{columns,created_at}');
  if p_is_undated then
    return format('%s is null', arrival);
  elsif found_column.type like 'timestamp%without%' then
    return format('e.%1$I >= ($1 at time zone ''UTC'') and e.%1$I < ($2 at time zone ''UTC'')', found_column.name);
  end if;
  return format('%1$s >= $1 and %1$s < $2', arrival);
end;
$$;

revoke all on function daybook.legacy_window(jsonb, boolean) from public;

-- The old table as SQL for a from clause: its rows `e`, each with its event data as an object, `o.d`, and whether that is
-- kept as text.
-- `offset 0` keeps the object from being opened once for each field.
create function daybook.legacy_source(m jsonb) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  stored text := (select format('to_jsonb(e.%I)', c.name) from daybook.legacy_column(m #>> '{columns,event_data}') as c);
begin
  return case
    when stored is null then
      'public.analytics_events e cross join lateral (select ''{}''::jsonb as d, false as is_text offset 0) as o'
    else format(
      'public.analytics_events e cross join lateral (
         select case jsonb_typeof(%1$s) when ''object'' then %1$s else daybook.legacy_object(%1$s) end as d,
           coalesce(jsonb_typeof(%1$s) = ''string'', false) as is_text
         offset 0
       ) as o',
      stored
    )
  end;
end;
$$;

revoke all on function daybook.legacy_source(jsonb) from public;

-- The owner code of an old row as it stands there, as SQL: what the old dashboard asked for.
create function daybook.legacy_code(m jsonb) returns text
language plpgsql stable
set search_path = ''
as $$
begin
  return format(
    'coalesce(case when btrim(%1$s) <> '''' then %1$s end, %2$s, '''')',
    daybook.legacy_value(m #>> '{columns,user_code}'), daybook.legacy_field(m #> '{fields,user_code}')
  );
end;
$$;

revoke all on function daybook.legacy_code(jsonb) from public;

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

-- The part `fields` of a with, as SQL: the rows that arrived in [$1, $2), or those without a time of arrival, and their
-- fields by the mapping, as texts. $8 and $9: of so many parts the one, since a moment may have any number of rows.
-- `offset 0` keeps each step's expressions from being repeated in the next one.
create function daybook.legacy_fields(m jsonb, p_is_undated boolean) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  f jsonb := m -> 'fields';
  id text := daybook.legacy_value(m #>> '{columns,id}');
begin
  return
    'fields as (
      select ' || id || ' as legacy_id, ' || daybook.legacy_arrival(m) || ' as arrived_at, o.d, o.is_text, o.d is null as is_no_object,
        ' || daybook.legacy_code(m) || ' as old_code,
        lower(coalesce(nullif(btrim(' || daybook.legacy_value(m #>> '{columns,event_type}') || '), ''''),
          ' || daybook.legacy_field(f -> 'event_type') || ')) as type_name,
        daybook.legacy_time(' || daybook.legacy_field(f -> 'time') || ') as own_time,
        ' || daybook.legacy_field(f -> 'session') || ' as session,
        ' || daybook.legacy_field(f -> 'event_id') || ' as own_id,
        ' || daybook.legacy_field(f -> 'share') || ' as share,
        ' || daybook.legacy_field(f -> 'group') || ' as own_group,
        ' || daybook.legacy_field(f -> 'page') || ' as old_page,
        ' || daybook.legacy_field(f -> 'target') || ' as old_target,
        ' || daybook.legacy_field(f -> 'user_agent') || ' as agent,
        o.d ->> ''written_by'' = ''daybook'' as is_dual,
        ' || daybook.legacy_visit(f) || ' as visit
      from ' || daybook.legacy_source(m) || '
      where ' || daybook.legacy_window(m, p_is_undated) || '
        and ($9 = 1 or mod(abs(hashtext(' || id || ')::bigint), $9) = $8)
      offset 0
    )';
end;
$$;

revoke all on function daybook.legacy_fields(jsonb, boolean) from public;

-- What the fields of old rows mean, as SQL for a from clause. $3 to $6: kinds of event, targets, their other names and the
-- page of a row that names none; $10: kinds that are left out on purpose; for the rest see daybook.legacy_fields.
create function daybook.legacy_meanings(m jsonb, p_is_undated boolean) returns text
language plpgsql stable
set search_path = ''
as $$
begin
  return
    '(with ' || daybook.legacy_fields(m, p_is_undated) || ',
    readable as (
      select legacy_id, arrived_at, d, is_text, is_no_object, old_code, type_name, own_time, own_id, agent, is_dual, visit,
        ' || (
          select string_agg(
            format('case when %1$I like %2$L or %1$I like %3$L then null else %1$I end as %1$I', n.name, '{%', '[%'), ', '
          )
          from unnest(array['session', 'share', 'own_group', 'old_page', 'old_target']) as n(name)
        ) || ',
        case when old_code like ''{%'' or old_code like ''[%'' then '''' else lower(btrim(old_code)) end as user_code
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
        $10 ? type_name as is_ignored,
        case
          when arrived_at is null or (is_dual and own_time is not null) then own_time
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
    ),
    judged as (
      select known.*,
        case
          when is_no_object then ''event_data_is_no_object''
          when is_ignored then null
          when user_code = '''' then ''no_owner''
          when user_code !~ ''^[a-z0-9]([a-z0-9_-]{0,38}[a-z0-9])?$'' then ''invalid_owner''
          when event_type is null then ''unknown_event_type''
          when at is null then ''no_time''
          when event_type = ''click'' and target is null then ''click_without_target''
        end as fault
      from known
      offset 0
    )
    select * from judged) as judged';
end;
$$;

revoke all on function daybook.legacy_meanings(jsonb, boolean) from public;

-- The rows of the old table that arrived in [p_from, p_to), read by the mapping; with p_from null, those without a time
-- of arrival. Of p_parts parts the one with the number p_part. The one place where old rows are understood: import and
-- comparison both read here. Whatever an id is derived from is in the row itself, so the same row gives the same ids at
-- every run.
--   at        the row's own time if it lies within 7 days before and 10 minutes after its arrival, or if the dual write
--             wrote it; else its arrival
--   event_id  from the content, so that a row written twice has one id; rows without session and own time are each their own
--   fault     why the row cannot be mapped, else null
create function daybook.legacy_rows(p_from timestamptz, p_to timestamptz, p_part integer default 0, p_parts integer default 1)
returns table (
  legacy_id    text,
  arrived_at   timestamptz,
  old_date     date,
  old_code     text,
  user_code    text,
  type_name    text,
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
  is_ignored   boolean,
  is_bot       boolean,
  is_dual      boolean,
  visit        jsonb
)
language plpgsql stable
set search_path = ''
set timezone = 'UTC'
set datestyle = 'ISO'
set jit = off
as $$
declare
  m jsonb := (select c.mapping from public.analytics_legacy_mapping c where c.name = 'current');
begin
  if to_regclass('public.analytics_events') is null then
    return;
  end if;
  return query execute
    'select legacy_id, arrived_at, (arrived_at at time zone ''UTC'')::date, old_code, user_code, type_name, event_type,
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
      at, share_code, left(own_group, 64), old_page, page, old_target, target, fault, coalesce(is_ignored, false),
      coalesce(agent ~* $7, false),
      coalesce(is_dual, false),
      nullif(visit, ''{}'')
    from ' || daybook.legacy_meanings(m, p_from is null)
  using
    p_from, p_to, m -> 'types', m -> 'targets', m -> 'target_aliases', m ->> 'default_page', m ->> 'bots',
    p_part, p_parts, coalesce(m -> 'ignore', '[]'::jsonb);
end;
$$;

revoke all on function daybook.legacy_rows(timestamptz, timestamptz, integer, integer) from public;

-- The shape of an old row's event data: its keys, those of objects within it as "a.b".
create function daybook.legacy_shape(p_data jsonb) returns text[]
language plpgsql immutable
set search_path = ''
as $$
begin
  return array(
    select concat_ws('.', k.key, i.key)
    from jsonb_each(p_data) as k
    left join lateral jsonb_object_keys(case when jsonb_typeof(k.value) = 'object' then k.value else '{}' end) as i(key) on true
    order by 1
  );
end;
$$;

revoke all on function daybook.legacy_shape(jsonb) from public;

-- The rows of one shape in pg_temp.legacy_preview, in numbers and examples.
create function daybook.preview_of_shape(p_keys text[], p_is_text boolean) returns jsonb
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
as $$
begin
  return (
    with rows as (
      select * from pg_temp.legacy_preview p where p.keys = p_keys and p.is_text = p_is_text
    ),
    examples as (
      select r.id, r.reason, r.kind, left(r.data::text, 300) as data,
        row_number() over (partition by r.reason order by r.arrived_at, r.id) as place
      from rows r
      where r.reason is not null and r.reason not in ('bot', 'ignored')
    )
    select jsonb_build_object(
      'keys', to_jsonb(p_keys),
      'is_text', p_is_text,
      'first', min(r.arrived_at),
      'last', max(r.arrived_at),
      'rows', count(*),
      'session', count(*) filter (where r.has_session),
      'time', count(*) filter (where r.has_time),
      'page', count(*) filter (where r.has_page),
      'share', count(*) filter (where r.has_share),
      'kind', count(*) filter (where r.event_type is not null),
      'understood', count(*) filter (where r.reason is null),
      'left_out', (
        select coalesce(jsonb_object_agg(l.reason, l.rows), '{}'::jsonb)
        from (select o.reason, count(*) as rows from rows o where o.reason is not null group by o.reason) as l
      ),
      'kinds', (
        select coalesce(jsonb_object_agg(k.kind, k.rows), '{}'::jsonb)
        from (
          select left(coalesce(u.kind, ''), 80) as kind, count(*) as rows
          from rows u
          where u.reason = 'unknown_event_type'
          group by 1
          order by 2 desc
          limit 30
        ) as k
      ),
      'examples', (
        select coalesce(jsonb_agg(
          jsonb_build_object('id', x.id, 'reason', x.reason, 'kind', x.kind, 'data', x.data) order by x.reason, x.place
        ), '[]'::jsonb)
        from examples x
        where x.place <= 2
      )
    )
    from rows r
  );
end;
$$;

revoke all on function daybook.preview_of_shape(text[], boolean) from public;

-- What an import by a mapping would make of the old rows that arrived in [p_from, p_to), or of those without a time of
-- arrival, of p_parts parts the one with the number p_part: for each shape of data how many rows have what, what would be
-- left out and why, kinds that the mapping does not know, and examples. Changes nothing.
-- Returns { rows, shapes: [{ keys, is_text, first, last, rows, session, time, page, share, kind, understood,
--   left_out: { reason: n }, kinds: { name: n }, examples: [{ id, reason, kind, data }] }] }.
create function daybook.analytics_preview_legacy_import(
  p_mapping jsonb,
  p_from timestamptz,
  p_to timestamptz,
  p_part integer default 0,
  p_parts integer default 1
)
returns jsonb
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
set datestyle = 'ISO'
set jit = off
as $$
declare
  result jsonb;
begin
  drop table if exists pg_temp.legacy_preview;
  create temporary table legacy_preview (
    id text, arrived_at timestamptz, user_code text, kind text, event_type text, has_session boolean, has_time boolean,
    has_page boolean, has_share boolean, reason text, keys text[], is_text boolean, data jsonb
  ) on commit drop;
  execute
    'insert into pg_temp.legacy_preview
     select legacy_id, arrived_at, user_code, type_name, event_type, session is not null, own_time is not null,
       old_page is not null, share is not null,
       case when fault is not null then fault when is_ignored then ''ignored'' when agent ~* $7 then ''bot'' end,
       daybook.legacy_shape(coalesce(d, ''{}'')), is_text, d
     from ' || daybook.legacy_meanings(p_mapping, p_from is null)
  using
    p_from, p_to, p_mapping -> 'types', p_mapping -> 'targets', p_mapping -> 'target_aliases', p_mapping ->> 'default_page',
    p_mapping ->> 'bots', p_part, p_parts, coalesce(p_mapping -> 'ignore', '[]'::jsonb);
  update pg_temp.legacy_preview p
  set reason = 'unknown_owner'
  where p.reason is null and not exists (select 1 from public.analytics_owners o where o.user_code = p.user_code);

  select jsonb_build_object(
    'rows', (select count(*) from pg_temp.legacy_preview),
    'shapes', coalesce(jsonb_agg(daybook.preview_of_shape(s.keys, s.is_text) order by s.rows desc), '[]'::jsonb)
  )
  into result
  from (
    select p.keys, p.is_text, count(*) as rows from pg_temp.legacy_preview p group by p.keys, p.is_text
  ) as s;
  drop table pg_temp.legacy_preview;
  return result;
end;
$$;

revoke all on function daybook.analytics_preview_legacy_import(jsonb, timestamptz, timestamptz, integer, integer) from public;
grant execute on function daybook.analytics_preview_legacy_import(jsonb, timestamptz, timestamptz, integer, integer) to service_role;
alter function daybook.analytics_preview_legacy_import(jsonb, timestamptz, timestamptz, integer, integer) set schema public;

-- Plans an import: cuts the days from p_from to p_to, both included, into steps of whole hours with about p_rows rows
-- each; an hour with many more is cut into parts. A step's `done` counts the rows that need no further look.
-- p_prepare: makes the partitions of the months that have old rows; without it nothing is changed. p_mapping: instead of the
-- one in force. Returns { rows, done, steps: [{ from, to, part, parts, rows, done }] }; `from` null: the rows without a time of
-- arrival. 22023: the mapping names no column that tells the rows apart.
create function daybook.analytics_plan_legacy_import(
  p_from timestamptz,
  p_to timestamptz,
  p_rows integer default 20000,
  p_prepare boolean default false,
  p_mapping jsonb default null
)
returns jsonb
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
as $$
declare
  from_date date := (p_from at time zone 'UTC')::date;
  to_date date := (p_to at time zone 'UTC')::date;
  m jsonb := coalesce(p_mapping, (select c.mapping from public.analytics_legacy_mapping c where c.name = 'current'));
  arrival text := daybook.legacy_arrival(m);
  plan jsonb;
begin
  if from_date is null or to_date is null or from_date > to_date then
    raise exception 'an import wants a first and a last day, in this order' using errcode = '22023';
  end if;
  if to_regclass('public.analytics_events') is null then
    return jsonb_build_object('rows', 0, 'done', 0, 'steps', '[]'::jsonb);
  end if;
  if not exists (select 1 from daybook.legacy_column(m #>> '{columns,id}')) then
    raise exception 'analytics_events has no column %: name the one that tells its rows apart in columns.id of lib/legacy/mapping.ts',
      coalesce(m #>> '{columns,id}', 'id') using errcode = '22023';
  end if;

  execute
    'with old as (
      select date_trunc(''hour'', ' || arrival || ') as hour, count(*) as rows
      from public.analytics_events e
      where (' || daybook.legacy_window(m, false) || ') or ' || arrival || ' is null
      group by 1
    ),
    final as (
      select date_trunc(''hour'', r.arrived_at) as hour, count(*) as rows
      from public.analytics_legacy_rows r
      where ((r.arrived_at >= $1 and r.arrived_at < $2) or r.arrived_at is null)
        and r.verdict in (''imported'', ''duplicate'', ''dual_write'')
      group by 1
    ),
    hours as (
      select o.hour, o.rows, coalesce(f.rows, 0) as done,
        floor((sum(o.rows) over (order by o.hour nulls first) - 1) / $3) as step
      from old o
      left join final f on f.hour is not distinct from o.hour
    ),
    steps as (
      select min(h.hour) as first_hour, max(h.hour) + interval ''1 hour'' as last_hour, sum(h.rows) as rows, sum(h.done) as done,
        greatest(1, round(sum(h.rows) / $3))::integer as parts
      from hours h
      group by h.step, h.hour is null
    )
    select jsonb_build_object(
      -- An event may lie up to 7 days before its row, and its day one off from the one in UTC.
      ''months'', (
        select coalesce(jsonb_agg(distinct date_trunc(''month'', h.hour + make_interval(days => d.days))), ''[]''::jsonb)
        from hours h
        cross join (values (-8), (0), (2)) as d(days)
        where h.hour is not null
      ),
      ''rows'', coalesce((select sum(s.rows) from steps s), 0),
      ''done'', coalesce((select sum(s.done) from steps s), 0),
      ''steps'', coalesce(jsonb_agg(
        jsonb_build_object(
          ''from'', s.first_hour, ''to'', s.last_hour, ''part'', p.part, ''parts'', s.parts,
          ''rows'', s.rows / s.parts + case when p.part < s.rows % s.parts then 1 else 0 end, ''done'', s.done / s.parts
        ) order by s.first_hour nulls first, p.part
      ), ''[]''::jsonb)
    )
    from (
      select s.first_hour, s.last_hour, s.rows::bigint as rows, s.done::bigint as done, s.parts from steps s
    ) as s
    cross join lateral generate_series(0, s.parts - 1) as p(part)'
  into plan
  using from_date::timestamptz, (to_date + 1)::timestamptz, greatest(p_rows, 1);
  if p_prepare then
    perform daybook.ensure_partitions((m.value at time zone 'UTC')::date)
    from jsonb_array_elements_text(plan -> 'months') as t(value)
    cross join lateral (select t.value::timestamptz as value) as m
    order by m.value;
  end if;
  return plan - 'months';
end;
$$;

revoke all on function daybook.analytics_plan_legacy_import(timestamptz, timestamptz, integer, boolean, jsonb) from public;
grant execute on function daybook.analytics_plan_legacy_import(timestamptz, timestamptz, integer, boolean, jsonb) to service_role;
alter function daybook.analytics_plan_legacy_import(timestamptz, timestamptz, integer, boolean, jsonb) set schema public;

-- An (owner, day). Only ever a variable of the functions below.
create type daybook.legacy_day as (
  user_code text,
  date      date
);

-- Holds days against a rebuild until the transaction ends, so that none counts them halfway through an import.
create function daybook.claim_legacy_days(p_days daybook.legacy_day[]) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  claimed record;
begin
  insert into public.analytics_days (user_code, date)
  select d.user_code, d.date
  from unnest(p_days) as d
  order by d.user_code, d.date
  on conflict do nothing;
  for claimed in
    select distinct d.user_code, d.date
    from unnest(p_days) as d
    order by d.user_code, d.date
  loop
    perform 1
    from public.analytics_days t
    where t.user_code = claimed.user_code and t.date = claimed.date
    for update;
  end loop;
end;
$$;

revoke all on function daybook.claim_legacy_days(daybook.legacy_day[]) from public;

-- Makes claimed days dirty. One that has daily rows already is counted anew at once instead, which keeps its former totals
-- as a revision: a mark without visitors would not tell the live count what has changed.
create function daybook.mark_legacy_days(p_days daybook.legacy_day[], p_reason text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  flush uuid := gen_random_uuid();
  today daybook.legacy_day;
begin
  insert into public.analytics_dirty_days (user_code, date, flush_id)
  select t.user_code, t.date, flush
  from public.analytics_days t
  join unnest(p_days) as d on d.user_code = t.user_code and d.date = t.date
  where t.computed_at is null
  order by t.user_code, t.date;
  for today in
    select t.user_code, t.date
    from public.analytics_days t
    join unnest(p_days) as d on d.user_code = t.user_code and d.date = t.date
    where t.computed_at is not null
    order by t.user_code, t.date
  loop
    perform daybook.rebuild_day(today.user_code, today.date, p_reason => p_reason);
  end loop;
end;
$$;

revoke all on function daybook.mark_legacy_days(daybook.legacy_day[], text) from public;

-- Makes the owners that rows of pg_temp.legacy_step name and nobody knows, in UTC and without a member. A code under which a
-- former owner's rows are left is not made: its old rows wait. Returns the codes.
create function daybook.create_legacy_owners() returns text[]
language plpgsql security definer
set search_path = ''
set jit = off
as $$
declare
  created text[];
begin
  with missing as (
    insert into public.analytics_owners (user_code, name)
    select distinct s.user_code, s.user_code
    from pg_temp.legacy_step s
    where s.fault is null and daybook.first_table_of(s.user_code) is null
    order by 1
    on conflict do nothing
    returning user_code
  ),
  zoned as (
    insert into public.analytics_owner_time_zones (user_code, valid_from, time_zone)
    select m.user_code, '-infinity', 'UTC' from missing m order by 1
  )
  select coalesce(array_agg(m.user_code order by m.user_code), '{}') into created from missing m;
  return created;
end;
$$;

revoke all on function daybook.create_legacy_owners() from public;

-- Puts the rows of pg_temp.legacy_step on their days as analytics_ingest_events does it, with what becomes of each, into
-- pg_temp.legacy_placed. An event of the dual write has its day and session already.
create function daybook.place_legacy_rows() returns void
language plpgsql security definer
set search_path = ''
set jit = off
as $$
begin
  drop table if exists pg_temp.legacy_placed;
  create temporary table legacy_placed on commit drop as
  select
    s.legacy_id, s.arrived_at, s.user_code, s.event_type, s.session_id, s.event_id, s.at, s.share_code, s.page, s.target,
    s.visit, p.date, coalesce(v.session_date, c.session_date, p.date) as session_date,
    coalesce(s.own_group, h.group_code, '') as group_code,
    case
      when s.is_ignored and s.fault is null then 'filtered'
      when s.fault is not null or o.user_code is null then 'unmapped'
      -- Where the event is gone, Daybook has been taken out meanwhile: the old row brings it back.
      when s.is_dual and (v.event_id is not null or c.event_id is not null or d.purged_at is not null) then 'dual_write'
      when d.purged_at is not null then 'unmapped'
      when s.is_bot and not s.is_dual then 'filtered'
      when s.event_type <> 'session' and (
        v.event_id is not null
        or c.event_id is not null
        or row_number() over (
          partition by s.user_code, s.event_type, s.event_id, s.fault is null and not s.is_bot
          order by s.arrived_at, s.legacy_id
        ) > 1
      ) then 'duplicate'
      else 'imported'
    end as verdict,
    case
      when s.fault is not null then s.fault
      when s.is_ignored then 'ignored'
      when o.user_code is null then 'unknown_owner'
      when d.purged_at is not null and not s.is_dual then 'purged_day'
      when s.is_bot and not s.is_dual then 'bot'
      else ''
    end as reason
  from pg_temp.legacy_step s
  left join public.analytics_owners o on o.user_code = s.user_code
  left join public.analytics_owner_time_zones z
    on z.user_code = s.user_code and z.valid_from <= s.at and s.at < z.valid_to
  cross join lateral (select (s.at at time zone coalesce(z.time_zone, 'UTC'))::date as date) as p
  left join public.analytics_days d on d.user_code = s.user_code and d.date = p.date
  left join public.analytics_shares h on h.user_code = s.user_code and h.share_code = s.share_code
  left join public.analytics_page_views v
    on s.event_type = 'page_view' and v.user_code = s.user_code and v.date = p.date and v.event_id = s.event_id
  left join public.analytics_clicks c
    on s.event_type = 'click' and c.user_code = s.user_code and c.date = p.date and c.event_id = s.event_id;
  analyze pg_temp.legacy_placed;
end;
$$;

revoke all on function daybook.place_legacy_rows() from public;

-- Keeps what became of the rows of pg_temp.legacy_placed. What was final before stays.
create function daybook.note_legacy_rows() returns void
language plpgsql security definer
set search_path = ''
set jit = off
as $$
begin
  -- A row that named no owner before the mapping was adjusted.
  delete from public.analytics_legacy_rows r
  using pg_temp.legacy_placed p
  where r.user_code = '' and r.legacy_id = p.legacy_id and p.user_code <> '';

  insert into public.analytics_legacy_rows as r (
    user_code, legacy_id, arrived_at, at, event_id, session_id, date, session_date, verdict, reason,
    share_code, group_code, visit
  )
  select
    p.user_code, p.legacy_id, p.arrived_at, p.at, p.event_id, p.session_id, p.date, p.session_date, p.verdict, p.reason,
    p.share_code, p.group_code, p.visit
  from pg_temp.legacy_placed p
  order by p.user_code, p.legacy_id
  on conflict (user_code, legacy_id) do update
  set verdict = excluded.verdict, reason = excluded.reason, at = excluded.at, event_id = excluded.event_id,
    session_id = excluded.session_id, date = excluded.date, session_date = excluded.session_date,
    share_code = excluded.share_code, group_code = excluded.group_code, visit = excluded.visit
  where r.verdict in ('filtered', 'unmapped');
end;
$$;

revoke all on function daybook.note_legacy_rows() from public;

-- Writes the sessions that a step touched, each derived from all of its imported rows, and lets the events that were
-- imported before follow their session's share. Part of analytics_import_legacy_step, whose temporary table it reads.
-- An old session counts on every day it has events, as it did in the old system, which knew no end of a session.
create function daybook.import_legacy_sessions() returns void
language plpgsql security definer
set search_path = ''
set jit = off
as $$
declare
  has_moved boolean;
begin
  drop table if exists pg_temp.legacy_touched;
  create temporary table legacy_touched on commit drop as
  select t.user_code, t.date, t.session_id, s.share_code, s.group_code
  from (
    select distinct p.user_code, p.date, p.session_id
    from pg_temp.legacy_placed p
    where p.verdict in ('imported', 'duplicate')
  ) as t
  left join public.analytics_sessions s
    on s.user_code = t.user_code and s.date = t.date and s.session_id = t.session_id;
  analyze pg_temp.legacy_touched;

  insert into public.analytics_sessions as t (
    user_code, date, session_id, started_at, visitor_id, share_code, group_code,
    referrer, channel, utm_source, utm_medium, utm_campaign, country, device, browser, os, language
  )
  select
    d.user_code, d.date, d.session_id, d.started_at,
    -- A pseudonym of one day, as for every session without a salt.
    ('x' || left(encode(sha256(convert_to(concat_ws('|', d.user_code, d.date, d.session_id), 'UTF8')), 'hex'), 16))::bit(64)::bigint,
    d.share_code, d.group_code,
    coalesce(d.visit ->> 'referrer', ''),
    case
      when d.visit ?| array['utm_source', 'utm_medium', 'utm_campaign'] then 'campaign'
      when d.visit ? 'referrer' then 'referral'
      else ''
    end,
    coalesce(d.visit ->> 'utm_source', ''), coalesce(d.visit ->> 'utm_medium', ''), coalesce(d.visit ->> 'utm_campaign', ''),
    coalesce(d.visit ->> 'country', ''), coalesce(d.visit ->> 'device', ''), coalesce(d.visit ->> 'browser', ''),
    coalesce(d.visit ->> 'os', ''), coalesce(d.visit ->> 'language', '')
  from (
    select
      r.user_code, r.date, r.session_id,
      min(r.at) as started_at,
      coalesce((array_agg(r.share_code order by r.at, r.legacy_id) filter (where r.share_code <> ''))[1], '') as share_code,
      coalesce((array_agg(r.group_code order by r.at, r.legacy_id) filter (where r.group_code <> ''))[1], '') as group_code,
      (array_agg(r.visit order by r.at, r.legacy_id) filter (where r.visit is not null))[1] as visit
    from pg_temp.legacy_touched k
    join public.analytics_legacy_rows r
      on r.user_code = k.user_code and r.date = k.date and r.session_id = k.session_id
    where r.verdict in ('imported', 'duplicate')
    group by r.user_code, r.date, r.session_id
  ) as d
  order by d.user_code, d.date, d.session_id
  on conflict (user_code, date, session_id) do update
  set started_at = excluded.started_at, share_code = excluded.share_code, group_code = excluded.group_code,
    referrer = excluded.referrer, channel = excluded.channel,
    utm_source = excluded.utm_source, utm_medium = excluded.utm_medium, utm_campaign = excluded.utm_campaign,
    country = excluded.country, device = excluded.device, browser = excluded.browser, os = excluded.os,
    language = excluded.language;

  -- Few sessions: one moves when a later step brings an earlier row of it. To look for the events of all would take a pass
  -- over the whole day for each.
  drop table if exists pg_temp.legacy_moved;
  create temporary table legacy_moved on commit drop as
  select s.user_code, s.date, s.session_id, s.share_code, s.group_code
  from pg_temp.legacy_touched k
  join public.analytics_sessions s on s.user_code = k.user_code and s.date = k.date and s.session_id = k.session_id
  where k.share_code is not null and (k.share_code, k.group_code) is distinct from (s.share_code, s.group_code);
  select exists (select 1 from pg_temp.legacy_moved) into has_moved;
  if has_moved then
    analyze pg_temp.legacy_moved;
    update public.analytics_page_views v
    set share_code = k.share_code, group_code = k.group_code
    from pg_temp.legacy_moved k
    where v.user_code = k.user_code and v.date = k.date and v.session_id = k.session_id and v.session_date = k.date;
    update public.analytics_clicks v
    set share_code = k.share_code, group_code = k.group_code
    from pg_temp.legacy_moved k
    where v.user_code = k.user_code and v.date = k.date and v.session_id = k.session_id and v.session_date = k.date;
  end if;
  drop table pg_temp.legacy_moved;
  drop table pg_temp.legacy_touched;
end;
$$;

revoke all on function daybook.import_legacy_sessions() from public;

-- Stores the imported page views and clicks of pg_temp.legacy_placed, each with the share of its session.
create function daybook.import_legacy_views_and_clicks() returns void
language plpgsql security definer
set search_path = ''
set jit = off
as $$
begin
  insert into public.analytics_page_views (
    user_code, date, event_id, session_id, session_date, at, visitor_id, share_code, group_code, page
  )
  select p.user_code, p.date, p.event_id, p.session_id, p.date, p.at, s.visitor_id, s.share_code, s.group_code, p.page
  from pg_temp.legacy_placed p
  join public.analytics_sessions s on s.user_code = p.user_code and s.date = p.date and s.session_id = p.session_id
  where p.verdict = 'imported' and p.event_type = 'page_view'
  order by p.user_code, p.date, p.event_id
  on conflict do nothing;

  insert into public.analytics_clicks (
    user_code, date, event_id, session_id, session_date, at, visitor_id, share_code, group_code, page, target
  )
  select
    p.user_code, p.date, p.event_id, p.session_id, p.date, p.at, s.visitor_id, s.share_code, s.group_code, p.page, p.target
  from pg_temp.legacy_placed p
  join public.analytics_sessions s on s.user_code = p.user_code and s.date = p.date and s.session_id = p.session_id
  where p.verdict = 'imported' and p.event_type = 'click'
  order by p.user_code, p.date, p.event_id
  on conflict do nothing;
end;
$$;

revoke all on function daybook.import_legacy_views_and_clicks() from public;

-- What became of the rows of pg_temp.legacy_placed, in numbers.
create function daybook.legacy_outcome() returns jsonb
language plpgsql security definer
set search_path = ''
set jit = off
as $$
declare
  result jsonb;
begin
  with verdicts as (
    select p.verdict, p.reason, count(*) as rows
    from pg_temp.legacy_placed p
    group by p.verdict, p.reason
  )
  select jsonb_build_object(
    'rows', coalesce(sum(v.rows), 0),
    'imported', coalesce(sum(v.rows) filter (where v.verdict = 'imported'), 0),
    'duplicate', coalesce(sum(v.rows) filter (where v.verdict = 'duplicate'), 0),
    'dual_write', coalesce(sum(v.rows) filter (where v.verdict = 'dual_write'), 0),
    'filtered', coalesce(sum(v.rows) filter (where v.verdict = 'filtered'), 0),
    'unmapped', coalesce(sum(v.rows) filter (where v.verdict = 'unmapped'), 0),
    'reasons', coalesce(jsonb_object_agg(v.reason, v.rows) filter (where v.reason <> ''), '{}'::jsonb)
  )
  into result
  from verdicts v;
  return result;
end;
$$;

revoke all on function daybook.legacy_outcome() from public;

-- Imports the old rows that arrived in [p_from, p_to); with p_from null, those without a time of arrival; of p_parts parts
-- the one with the number p_part. Safe to run any number of times, in any order of steps and beside live traffic: what is final is not looked at again, events
-- collide by their ids, and a session's start, share and visit are derived anew from all of its rows. Two imports wait
-- for each other. p_create_owners: owners that do not exist are made, in UTC and without a member.
-- Returns { rows, imported, duplicate, dual_write, filtered, unmapped, reasons: { reason: n }, owners_created }.
create function daybook.analytics_import_legacy_step(
  p_from timestamptz,
  p_to timestamptz,
  p_create_owners boolean default false,
  p_part integer default 0,
  p_parts integer default 1
)
returns jsonb
language plpgsql security definer
set search_path = ''
set jit = off
as $$
declare
  touched daybook.legacy_day[];
  created text[] := '{}';
  result jsonb;
begin
  perform pg_advisory_xact_lock(hashtext('import_legacy_events'));
  drop table if exists pg_temp.legacy_read, pg_temp.legacy_step;
  create temporary table legacy_read on commit drop as
  select * from daybook.legacy_rows(p_from, p_to, p_part, p_parts);
  create temporary table legacy_step on commit drop as
  select r.*
  from pg_temp.legacy_read r
  left join public.analytics_legacy_rows i
    on i.user_code = r.user_code and i.legacy_id = r.legacy_id and i.verdict in ('imported', 'duplicate', 'dual_write')
  where i.legacy_id is null;

  if p_create_owners then
    created := daybook.create_legacy_owners();
  end if;
  perform daybook.place_legacy_rows();
  perform daybook.note_legacy_rows();

  select array_agg(distinct (p.user_code, p.date)::daybook.legacy_day)
  into touched
  from pg_temp.legacy_placed p
  where p.verdict in ('imported', 'duplicate');
  perform daybook.claim_legacy_days(touched);
  perform daybook.import_legacy_sessions();
  perform daybook.import_legacy_views_and_clicks();
  perform daybook.mark_legacy_days(touched, 'imported from the old system');

  result := daybook.legacy_outcome() || jsonb_build_object('owners_created', to_jsonb(created));
  drop table pg_temp.legacy_read, pg_temp.legacy_step, pg_temp.legacy_placed;
  return result;
end;
$$;

revoke all on function daybook.analytics_import_legacy_step(timestamptz, timestamptz, boolean, integer, integer) from public;
grant execute on function daybook.analytics_import_legacy_step(timestamptz, timestamptz, boolean, integer, integer) to service_role;
alter function daybook.analytics_import_legacy_step(timestamptz, timestamptz, boolean, integer, integer) set schema public;

-- Tells the planner of what an import has added, which the daily rows are rebuilt from next: without it that takes many
-- times as long, until autovacuum has come by.
create function daybook.analytics_finish_legacy_import() returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  analyze public.analytics_sessions;
  analyze public.analytics_page_views;
  analyze public.analytics_clicks;
  analyze public.analytics_legacy_rows;
end;
$$;

revoke all on function daybook.analytics_finish_legacy_import() from public;
grant execute on function daybook.analytics_finish_legacy_import() to service_role;
alter function daybook.analytics_finish_legacy_import() set schema public;

-- Imports all old rows that arrived from p_from to p_to, both days included, in one transaction: what
-- `npm run legacy:import` does in steps. The days it touched are dirty afterwards: run backfill_aggregates.
-- Returns the sum of its steps, as analytics_import_legacy_step does.
create function daybook.analytics_import_legacy_events(p_from timestamptz, p_to timestamptz, p_create_owners boolean default false)
returns jsonb
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
as $$
declare
  result jsonb := '{}';
  part jsonb;
  step jsonb;
  name text;
begin
  for step in select s.value from jsonb_array_elements(public.analytics_plan_legacy_import(p_from, p_to, 50000, true) -> 'steps') as s loop
    part := public.analytics_import_legacy_step(
      (step ->> 'from')::timestamptz, (step ->> 'to')::timestamptz, p_create_owners,
      (step ->> 'part')::integer, (step ->> 'parts')::integer
    );
    foreach name in array array['rows', 'imported', 'duplicate', 'dual_write', 'filtered', 'unmapped'] loop
      result := jsonb_set(result, array[name], to_jsonb(coalesce((result ->> name)::bigint, 0) + (part ->> name)::bigint));
    end loop;
    result := result || jsonb_build_object(
      'owners_created', coalesce(result -> 'owners_created', '[]'::jsonb) || (part -> 'owners_created'),
      'reasons', (
        select coalesce(jsonb_object_agg(r.key, r.rows), '{}'::jsonb)
        from (
          select e.key, sum(e.value::bigint) as rows
          from (
            select * from jsonb_each_text(coalesce(result -> 'reasons', '{}'::jsonb))
            union all
            select * from jsonb_each_text(part -> 'reasons')
          ) as e
          group by e.key
        ) as r
      )
    );
    raise notice 'imported % of % rows that arrived from % on', part ->> 'imported', part ->> 'rows', step ->> 'from';
  end loop;
  perform public.analytics_finish_legacy_import();
  return result;
end;
$$;

revoke all on function daybook.analytics_import_legacy_events(timestamptz, timestamptz, boolean) from public;
grant execute on function daybook.analytics_import_legacy_events(timestamptz, timestamptz, boolean) to service_role;
alter function daybook.analytics_import_legacy_events(timestamptz, timestamptz, boolean) set schema public;

-- Every row of the old table accounted for: what became of it, and for those that are not in the new tables the reason,
-- with examples. Returns { rows, verdicts: { verdict: n }, unmapped: [{ reason, user_code, rows, examples }] }.
create function daybook.analytics_legacy_import_report(p_examples integer default 3) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  old_rows bigint := 0;
  result jsonb;
begin
  if to_regclass('public.analytics_events') is not null then
    execute 'select count(*) from public.analytics_events' into old_rows;
  end if;
  with verdicts as (
    select r.verdict, count(*) as rows from public.analytics_legacy_rows r group by r.verdict
  ),
  reasons as (
    select r.reason, r.user_code, count(*) as rows,
      (array_agg(r.legacy_id order by r.arrived_at, r.legacy_id))[1:p_examples] as examples
    from public.analytics_legacy_rows r
    where r.verdict in ('unmapped', 'filtered')
    group by r.reason, r.user_code
  )
  select jsonb_build_object(
    'rows', old_rows,
    'verdicts', (select coalesce(jsonb_object_agg(v.verdict, v.rows), '{}'::jsonb) from verdicts v),
    'unmapped', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'reason', r.reason, 'user_code', r.user_code, 'rows', r.rows, 'examples', to_jsonb(r.examples)
        ) order by r.rows desc, r.reason, r.user_code
      ), '[]'::jsonb)
      from reasons r
    )
  )
  into result;
  return result;
end;
$$;

revoke all on function daybook.analytics_legacy_import_report(integer) from public;
grant execute on function daybook.analytics_legacy_import_report(integer) to service_role;
alter function daybook.analytics_legacy_import_report(integer) set schema public;

-- Takes the import of one (owner, day) back, also of the rows that belong to no day (p_date null). Returns how many old
-- rows it forgot. A purged day keeps its daily rows: its raw events are gone already.
create function daybook.undo_legacy_day(p_user_code text, p_date date) returns bigint
language plpgsql security definer
set search_path = ''
as $$
declare
  touched daybook.legacy_day[];
  forgotten bigint;
begin
  select array_agg(distinct (r.user_code, r.date)::daybook.legacy_day)
  into touched
  from public.analytics_legacy_rows r
  left join public.analytics_days d on d.user_code = r.user_code and d.date = r.date
  where r.user_code = p_user_code and r.date = p_date and r.verdict in ('imported', 'duplicate') and d.purged_at is null;
  if touched is not null then
    perform daybook.claim_legacy_days(touched);
  end if;

  delete from public.analytics_page_views v
  using public.analytics_legacy_rows r
  where r.user_code = p_user_code and r.date = p_date and r.verdict = 'imported'
    and v.user_code = r.user_code and v.date = r.date and v.event_id = r.event_id;
  delete from public.analytics_clicks v
  using public.analytics_legacy_rows r
  where r.user_code = p_user_code and r.date = p_date and r.verdict = 'imported'
    and v.user_code = r.user_code and v.date = r.date and v.event_id = r.event_id;
  delete from public.analytics_sessions s
  using public.analytics_legacy_rows r
  where r.user_code = p_user_code and r.date = p_date and r.verdict = 'imported'
    and s.user_code = r.user_code and s.date = r.date and s.session_id = r.session_id;
  -- What is taken out on purpose is not missing when the day is counted anew, nor the one before, whose visits went on.
  update public.analytics_days d
  set raw_events = case d.date when p_date then 0 else d.raw_events end, visit_events = 0
  where d.user_code = p_user_code and d.date between p_date - 1 and p_date and d.purged_at is null and touched is not null;
  delete from public.analytics_legacy_rows r
  where r.user_code = p_user_code and r.date is not distinct from p_date and r.verdict <> 'dual_write';
  get diagnostics forgotten = row_count;

  if touched is not null then
    perform daybook.mark_legacy_days(touched, 'import of the old system taken back');
  end if;
  return forgotten;
end;
$$;

revoke all on function daybook.undo_legacy_day(text, date) from public;

-- Takes the import back: removes every imported event and session and forgets what became of the old rows. Live events,
-- what the dual write wrote and purged days stay as they are; the days are counted anew. Works day by day until p_budget
-- is used up, by default half of the time that a statement may take here; `remaining` counts the old rows that are left
-- for the next call. Returns { rows, days, remaining }.
create function daybook.analytics_undo_legacy_import(p_budget interval default null) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  started timestamptz := clock_timestamp();
  budget interval := coalesce(p_budget, nullif(current_setting('statement_timeout')::interval, interval '0') / 2);
  today record;
  gone bigint;
  forgotten bigint := 0;
  days bigint := 0;
  remaining bigint;
begin
  perform pg_advisory_xact_lock(hashtext('import_legacy_events'));
  for today in
    select r.user_code, r.date
    from public.analytics_legacy_rows r
    where r.verdict <> 'dual_write'
    group by r.user_code, r.date
    order by r.user_code, r.date
  loop
    gone := daybook.undo_legacy_day(today.user_code, today.date);
    forgotten := forgotten + gone;
    days := days + 1;
    -- After a day, so that every call gets on.
    exit when clock_timestamp() - started > budget;
  end loop;

  select count(*) into remaining from public.analytics_legacy_rows r where r.verdict <> 'dual_write';
  if remaining = 0 then
    -- Hosted Supabase refuses a delete without a condition in every call through the API.
    delete from public.analytics_legacy_comparisons where true;
  end if;
  return jsonb_build_object('rows', forgotten, 'days', days, 'remaining', remaining);
end;
$$;

revoke all on function daybook.analytics_undo_legacy_import(interval) from public;
grant execute on function daybook.analytics_undo_legacy_import(interval) to service_role;
alter function daybook.analytics_undo_legacy_import(interval) set schema public;

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

-- The id of a row that the dual write adds, as SQL over an event `w`: made from the event's where a text or uuid can hold
-- it, else what the column's default gives. 22023: there is no such column, or nothing gives it a value.
create function daybook.legacy_new_id(m jsonb) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  id record;
begin
  select * into id from daybook.legacy_column(m #>> '{columns,id}');
  if id.name is null then
    raise exception 'the old table has no column %: name the one that tells its rows apart in columns.id', m #>> '{columns,id}'
      using errcode = '22023';
  elsif id.type = 'uuid' or id.is_text then
    return 'md5(''daybook '' || w.user_code || '' '' || w.id)::uuid::text';
  elsif id.default_value is null then
    raise exception 'column % (%) has no default: give it one, such as generated by default as identity', id.name, id.type
      using errcode = '22023';
  end if;
  return format('(%s)::text', id.default_value);
end;
$$;

revoke all on function daybook.legacy_new_id(jsonb) from public;

-- Where the dual write puts what it knows of an event: a column, or a path in the event data. The first place of each
-- list of the mapping that can be written wins; no row for what the old table has no place for.
create function daybook.legacy_places(m jsonb)
returns table (field text, column_name text, path text[])
language plpgsql stable
set search_path = ''
as $$
declare
  has_data boolean := exists (select 1 from daybook.legacy_column(m #>> '{columns,event_data}'));
begin
  return query
  select distinct on (p.field) p.field, p.column_name, p.path
  from (
    -- The owner and the kind have columns of their own, as a rule.
    select n.field, c.name as column_name, null::text[] as path, 0::bigint as rank
    from unnest(array['user_code', 'event_type']) as n(field)
    cross join lateral daybook.legacy_column(m -> 'columns' ->> n.field) as c
    where not c.is_derived
    union all
    select n.field, c.name, case when c.name is null then daybook.legacy_path(e.value) end, e.rank
    from unnest(array['user_code', 'event_type', 'event_id', 'session', 'share', 'page', 'target', 'time']) as n(field)
    cross join lateral jsonb_array_elements(m -> 'fields' -> n.field) with ordinality as e(value, rank)
    left join lateral daybook.legacy_column(e.value ->> 'column') as c
      on jsonb_typeof(e.value) = 'object' and not e.value ? 'path' and not c.is_derived
    where c.name is not null or (has_data and jsonb_typeof(e.value) <> 'object')
  ) as p
  order by p.field, p.rank;
end;
$$;

revoke all on function daybook.legacy_places(jsonb) from public;

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

-- Adds a row to the old table for each event: [{ user_code, kind, id, session, share, page, target, at }]. Returns the
-- events with the ids of their rows, `legacy_id`. 22023: the mapping does not fit the table; other codes: the table's own.
create function daybook.write_legacy_rows(p_events jsonb, m jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
as $$
declare
  events jsonb;
  wanted text;
  written bigint;
begin
  foreach wanted in array array['user_code', 'event_type'] loop
    if not exists (select 1 from daybook.legacy_places(m) as p where p.field = wanted) then
      raise exception 'the old table has no place for %: name its column or key in the mapping', wanted using errcode = '22023';
    end if;
  end loop;
  execute
    'select jsonb_agg(jsonb_build_object(
       ''legacy_id'', ' || daybook.legacy_new_id(m) || ', ''user_code'', w.user_code, ''kind'', w.kind, ''id'', w.id,
       ''type_name'', $2 -> w.kind ->> 0, ''session'', w.session, ''share'', nullif(w.share, ''''), ''page'', w.page,
       ''target'', w.target, ''at'', w.at
     ))
     from jsonb_to_recordset($1) as w(
       user_code text, kind text, id text, session text, share text, page text, target text, at timestamptz
     )'
  into events
  using p_events, m -> 'types';
  execute daybook.legacy_insert(m) using events;
  get diagnostics written = row_count;
  if written < jsonb_array_length(events) then
    raise exception '% of % rows were not written: something of the old table, such as a trigger or a unique key, kept them out',
      jsonb_array_length(events) - written, jsonb_array_length(events);
  end if;
  return events;
end;
$$;

revoke all on function daybook.write_legacy_rows(jsonb, jsonb) from public;

-- What of the old table does not fit a mapping: columns that are not there or of a type that cannot be read. Returns
-- [{ column, fault }].
create function daybook.legacy_faults(m jsonb) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  faults jsonb := '[]';
  wanted record;
begin
  for wanted in
    select n.name, n.wants, n.is_needed, m -> 'columns' ->> n.name as named, c.name as there, c.type
    from (
      values
        ('id', null, true),
        ('created_at', '^(timestamp|date|bigint|integer|numeric|double|real|text|character)', false),
        ('event_data', '^(jsonb?|text|character)', false)
    ) as n(name, wants, is_needed)
    left join lateral daybook.legacy_column(m -> 'columns' ->> n.name) as c on true
  loop
    if wanted.there is null and wanted.is_needed then
      faults := faults || jsonb_build_object(
        'column', wanted.named, 'fault', format('not there: name the column it has in columns.%s', wanted.name)
      );
    elsif wanted.type !~ wanted.wants then
      faults := faults || jsonb_build_object(
        'column', wanted.there, 'fault', format('%s cannot be read as %s', wanted.type, wanted.name)
      );
    end if;
  end loop;
  for wanted in
    select n.name
    from unnest(array['user_code', 'event_type']) as n(name)
    where not exists (select 1 from daybook.legacy_places(m) as p where p.field = n.name)
  loop
    faults := faults || jsonb_build_object(
      'column', m -> 'columns' ->> wanted.name,
      'fault', format('not there, and no place of fields.%1$s either: name the column in columns.%1$s', wanted.name)
    );
  end loop;
  return faults;
end;
$$;

revoke all on function daybook.legacy_faults(jsonb) from public;

-- The columns of the old table that may not be null and that neither a default nor the dual write fills, as faults.
create function daybook.unfilled_columns(m jsonb) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'column', c.name,
        'fault', format('may not be null (%s) and nothing fills it: give it a value in constants of lib/legacy/mapping.ts', c.type)
      ) order by c.name
    ), '[]'::jsonb)
    from pg_catalog.pg_attribute a
    cross join lateral daybook.legacy_column(a.attname) as c
    where a.attrelid = 'public.analytics_events'::regclass
      and a.attnum > 0
      and c.is_needed
      and c.name <> all (array[m #>> '{columns,id}', m #>> '{columns,event_data}', m #>> '{columns,created_at}'])
      and not coalesce(m -> 'constants', '{}'::jsonb) ? c.name
      and not exists (select 1 from daybook.legacy_places(m) as p where p.column_name = c.name)
  );
end;
$$;

revoke all on function daybook.unfilled_columns(jsonb) from public;

-- Whether the old table fits a mapping, and whether the dual write works on it: two rows are
-- added and taken back. Triggers of the old table see them, its sequence moves on by two. Changes nothing else.
-- Returns { exists, faults: [{ column, fault }], dual_write: { ok, code, message } | null }.
create function daybook.analytics_check_legacy_table(p_mapping jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
set lock_timeout = '3s'
as $$
declare
  code text;
  faults jsonb;
begin
  if to_regclass('public.analytics_events') is null then
    return jsonb_build_object('exists', false, 'faults', '[]'::jsonb, 'dual_write', null);
  end if;
  faults := daybook.legacy_faults(p_mapping);
  -- A code that the old table holds satisfies whatever it demands of codes.
  execute 'select ' || daybook.legacy_code(p_mapping) || ' from ' || daybook.legacy_source(p_mapping) || '
    where ' || daybook.legacy_code(p_mapping) || ' ~ ''^[a-z0-9][a-z0-9_-]{0,38}$'' limit 1'
  into code;
  begin
    perform daybook.write_legacy_rows(
      jsonb_build_array(
        jsonb_build_object(
          'user_code', coalesce(code, 'daybook'), 'kind', 'page_view', 'id', gen_random_uuid(),
          'session', gen_random_uuid(), 'page', '/', 'at', now()
        ),
        jsonb_build_object(
          'user_code', coalesce(code, 'daybook'), 'kind', 'click', 'id', gen_random_uuid(),
          'session', gen_random_uuid(), 'share', 'probe', 'page', '/', 'target', 'phone', 'at', now()
        )
      ),
      p_mapping
    );
    raise exception 'taken back' using errcode = 'DB000';
  exception
    when sqlstate 'DB000' then
      return jsonb_build_object(
        'exists', true, 'faults', faults, 'dual_write', jsonb_build_object('ok', true, 'code', null, 'message', null)
      );
    when others then
      return jsonb_build_object(
        -- Only where the rows were refused: a trigger of the table may fill what has no default.
        'exists', true, 'faults', faults || daybook.unfilled_columns(p_mapping),
        'dual_write', jsonb_build_object('ok', false, 'code', sqlstate, 'message', sqlerrm)
      );
  end;
end;
$$;

revoke all on function daybook.analytics_check_legacy_table(jsonb) from public;
grant execute on function daybook.analytics_check_legacy_table(jsonb) to service_role;
alter function daybook.analytics_check_legacy_table(jsonb) set schema public;

-- Keeps that the dual write has failed, with how many events the old table lacks now, or that it works again (p_code null).
create function daybook.note_dual_write(p_code text, p_message text, p_missed bigint) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  moment timestamptz := clock_timestamp();
begin
  if p_code is null then
    update public.analytics_legacy_dual_write w set is_failing = false where w.name = 'current' and w.is_failing;
    return;
  end if;
  insert into public.analytics_legacy_dual_write as w (name, is_failing, missed, failed_at, code, message)
  values ('current', true, p_missed, moment, p_code, p_message)
  on conflict (name) do update
  set is_failing = true, missed = w.missed + excluded.missed, failed_at = excluded.failed_at, code = excluded.code,
    message = excluded.message;
end;
$$;

revoke all on function daybook.note_dual_write(text, text, bigint) from public;

-- Called when Daybook starts with the dual write on: takes over the mapping, proves that the old table can be written, and
-- keeps the result. Safe to run again. Returns what analytics_check_legacy_table returns.
create function daybook.analytics_start_dual_write(p_mapping jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  checked jsonb;
begin
  perform public.analytics_set_legacy_mapping(p_mapping);
  insert into public.analytics_legacy_dual_write (name) values ('current') on conflict do nothing;
  checked := public.analytics_check_legacy_table(p_mapping);
  if (checked ->> 'exists')::boolean then
    perform daybook.note_dual_write(checked #>> '{dual_write,code}', checked #>> '{dual_write,message}', 0);
  else
    perform daybook.note_dual_write('42P01', 'there is no table analytics_events', 0);
  end if;
  return checked;
end;
$$;

revoke all on function daybook.analytics_start_dual_write(jsonb) from public;
grant execute on function daybook.analytics_start_dual_write(jsonb) to service_role;
alter function daybook.analytics_start_dual_write(jsonb) set schema public;

-- The events of a flush that it has stored: what its marks name and its payload holds. To be asked in the flush's own
-- transaction. A repeat stores nothing, so an event comes here once.
create function daybook.flushed_events(p_payload jsonb) returns table (
  user_code    text,
  date         date,
  kind         text,
  event_id     uuid,
  session_id   uuid,
  session_date date,
  at           timestamptz,
  share_code   text,
  group_code   text,
  page         text,
  target       text
)
language plpgsql stable
set search_path = ''
as $$
declare
  moment timestamptz := now();
  codes text[] := array(select distinct b.value ->> 'user_code' from jsonb_array_elements(p_payload -> 'batches') as b);
  ids uuid[] := array(
    select (e.value ->> 'id')::uuid
    from jsonb_array_elements(p_payload -> 'batches') as b
    cross join lateral (values (b.value -> 'page_views'), (b.value -> 'clicks')) as k(list)
    cross join lateral jsonb_array_elements(nullif(k.list, 'null')) as e
  );
begin
  return query
  select v.user_code, v.date, 'page_view', v.event_id, v.session_id, v.session_date, v.at, v.share_code, v.group_code, v.page, null::text
  from public.analytics_dirty_days m
  join public.analytics_page_views v
    on v.user_code = m.user_code and v.date = m.date and v.event_id = any (m.view_ids)
  where m.user_code = any (codes) and m.marked_at = moment and v.event_id = any (ids)
  union all
  select c.user_code, c.date, 'click', c.event_id, c.session_id, c.session_date, c.at, c.share_code, c.group_code, c.page, c.target
  from public.analytics_dirty_days m
  join public.analytics_clicks c
    on c.user_code = m.user_code and c.date = m.date and c.event_id = any (m.click_ids)
  where m.user_code = any (codes) and m.marked_at = moment and c.event_id = any (ids);
end;
$$;

revoke all on function daybook.flushed_events(jsonb) from public;

-- Writes what a flush has stored into the old table, and notes that these rows are of the dual write.
create function daybook.write_flush_to_legacy(p_payload jsonb) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  m jsonb := (select c.mapping from public.analytics_legacy_mapping c where c.name = 'current');
  moment timestamptz := now();
  events jsonb;
  written jsonb;
begin
  select jsonb_agg(
    jsonb_build_object(
      'user_code', f.user_code, 'kind', f.kind, 'id', f.event_id, 'session', f.session_id, 'share', f.share_code,
      'page', f.page, 'target', f.target, 'at', f.at, 'date', f.date, 'session_date', f.session_date, 'group', f.group_code
    )
  )
  into events
  from daybook.flushed_events(p_payload) as f;
  if events is null then
    return;
  end if;
  written := daybook.write_legacy_rows(events, m);

  insert into public.analytics_legacy_rows (
    user_code, legacy_id, arrived_at, at, event_id, session_id, date, session_date, verdict, share_code, group_code
  )
  select e.user_code, w.legacy_id, moment, e.at, e.id, e.session, e.date, e.session_date, 'dual_write', e.share, e."group"
  from jsonb_to_recordset(events) as e(
    user_code text, kind text, id uuid, session uuid, share text, at timestamptz, date date, session_date date, "group" text
  )
  join jsonb_to_recordset(written) as w(user_code text, kind text, id uuid, legacy_id text)
    on w.user_code = e.user_code and w.kind = e.kind and w.id = e.id
  order by e.user_code, w.legacy_id
  on conflict do nothing;
end;
$$;

revoke all on function daybook.write_flush_to_legacy(jsonb) from public;

-- analytics_ingest_events, and in the same transaction a row of the old table for each page view and click that it has
-- stored, whatever the old table's shape. What became of the row is noted at once, so that no import takes it for an event
-- of its own. A fault of the old table never costs an event: it is kept in analytics_legacy_dual_write, where health,
-- metrics and the doctor see it. Used when LEGACY_DUAL_WRITE is set.
create function daybook.analytics_ingest_events_with_legacy(payload jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  answer jsonb := public.analytics_ingest_events(payload);
  stored bigint := (select sum((b.value ->> 'stored')::bigint) from jsonb_array_elements(answer -> 'batches') as b);
begin
  if coalesce(stored, 0) = 0 then
    return answer;
  end if;
  begin
    perform daybook.write_flush_to_legacy(payload);
    perform daybook.note_dual_write(null, null, 0);
  exception when others then
    raise warning 'the old table was not written: %', sqlerrm;
    perform daybook.note_dual_write(sqlstate, sqlerrm, stored);
  end;
  return answer;
end;
$$;

revoke all on function daybook.analytics_ingest_events_with_legacy(jsonb) from public;
grant execute on function daybook.analytics_ingest_events_with_legacy(jsonb) to service_role;
alter function daybook.analytics_ingest_events_with_legacy(jsonb) set schema public;

-- The old rows of a comparison, each with what became of it and the class of its difference, in pg_temp.legacy_compared.
create function daybook.compared_rows(p_from date, p_to date) returns void
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
set jit = off
as $$
begin
  -- A row of the period's new days may have arrived a day before its first day or, late, 9 days after its last.
  drop table if exists pg_temp.legacy_compared;
  create temporary table legacy_compared on commit drop as
  select
    r.old_code, r.user_code, r.old_date, r.type_name, r.event_type, r.has_session, r.old_page, r.page, r.old_target, r.target,
    coalesce(i.session_id, r.session_id) as session_id,
    r.old_date between p_from and p_to as was_counted,
    coalesce(r.own_group, h.group_code, '') as old_group,
    coalesce(s.group_code, '') as group_code,
    i.date, i.session_date, i.verdict,
    case
      when i.verdict in ('imported', 'dual_write') then
        case
          when r.old_date is null then 'undated'
          -- The old dashboard asked for the code as it stands in the row.
          when r.old_code <> r.user_code then 'folded_code'
          when i.date = r.old_date then null
          when (r.at at time zone 'UTC')::date <> r.old_date then 'late'
          else 'time_zone'
        end
      when i.verdict = 'duplicate' then 'duplicate'
      else i.reason
    end as class
  from (
    select * from daybook.legacy_rows((p_from - 1)::timestamptz, (p_to + 10)::timestamptz)
    union all
    select * from daybook.legacy_rows(null, null)
  ) as r
  left join public.analytics_legacy_rows i on i.user_code = r.user_code and i.legacy_id = r.legacy_id
  left join public.analytics_shares h on h.user_code = r.user_code and h.share_code = r.share_code
  left join public.analytics_sessions s
    on s.user_code = i.user_code and s.date = i.session_date and s.session_id = i.session_id;
  analyze pg_temp.legacy_compared;
end;
$$;

revoke all on function daybook.compared_rows(date, date) from public;

-- Rows of the old table as its own dashboard would count them, by code and day as they stand there and whatever their kind:
-- the one number that needs nothing of the mapping but two columns, so no row can go missing without being told. Against
-- them stand Daybook's events. Reads pg_temp.legacy_compared, adds to pg_temp.legacy_entries.
create function daybook.compare_rows(p_from date, p_to date) returns void
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
set datestyle = 'ISO'
set jit = off
as $$
declare
  m jsonb := (select c.mapping from public.analytics_legacy_mapping c where c.name = 'current');
begin
  if to_regclass('public.analytics_events') is not null then
    execute
      'insert into pg_temp.legacy_entries (user_code, date, metric, value, old)
       select ' || daybook.legacy_code(m) || ', (' || daybook.legacy_arrival(m) || ' at time zone ''UTC'')::date, ''rows'', '''', count(*)
       from ' || daybook.legacy_source(m) || '
       where ' || daybook.legacy_window(m, false) || '
       group by 1, 2'
    using p_from::timestamptz, (p_to + 1)::timestamptz;
  end if;

  with moved as (
    select c.*, c.verdict in ('imported', 'dual_write') and c.event_type <> 'session' as is_kept,
      coalesce(c.class, case when c.event_type = 'session' then 'session_row' end) as cause
    from pg_temp.legacy_compared c
    where c.verdict is not null
  )
  insert into pg_temp.legacy_entries (user_code, date, metric, value, cause, explained)
  select m.old_code, m.old_date, 'rows', '', m.cause, -count(*)
  from moved m
  where m.was_counted and m.cause is not null
  group by m.old_code, m.old_date, m.cause
  union all
  select m.user_code, m.date, 'rows', '', m.cause, count(*)
  from moved m
  where m.is_kept and m.cause is not null and m.date between p_from and p_to
  group by m.user_code, m.date, m.cause;
end;
$$;

revoke all on function daybook.compare_rows(date, date) from public;

-- Old page views, clicks, targets, pages and groups, and why each moved. Reads pg_temp.legacy_compared, adds to
-- pg_temp.legacy_entries.
create function daybook.compare_events(p_from date, p_to date) returns void
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
set jit = off
as $$
begin
  with kinds as materialized (
    select
      c.old_code, c.user_code, c.old_date, c.event_type, c.old_page, c.page, c.old_target, c.target, c.old_group, c.group_code,
      c.date, c.verdict, c.class, c.was_counted, count(*) as rows
    from pg_temp.legacy_compared c
    where c.event_type in ('page_view', 'click')
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
  ),
  events as (
    select
      k.old_code, k.user_code, k.old_date, k.date, k.verdict, k.class, k.was_counted, k.rows, n.metric, n.old_value, n.new_value,
      k.verdict in ('imported', 'dual_write') as is_kept
    from kinds k
    cross join lateral (values
      (case k.event_type when 'click' then 'clicks' else 'page_views' end, '', ''),
      (
        case k.event_type when 'click' then 'target' else 'page' end,
        coalesce(case k.event_type when 'click' then k.old_target else k.old_page end, ''),
        case k.event_type when 'click' then k.target else k.page end
      ),
      ('group', k.old_group, k.group_code)
    ) as n(metric, old_value, new_value)
  ),
  old_events as (
    select e.old_code as user_code, e.old_date as date, e.metric, e.old_value as value, sum(e.rows)::bigint as old
    from events e
    where e.was_counted
    group by 1, 2, 3, 4
  ),
  moved as (
    select
      e.*,
      coalesce(e.class, case e.metric when 'group' then 'session_share' else 'renamed' end) as cause
    from events e
    where e.verdict is not null
      and (e.class is not null or e.old_value <> e.new_value)
  ),
  explained_events as (
    select m.old_code as user_code, m.old_date as date, m.metric, m.old_value as value, m.cause, -sum(m.rows)::bigint as explained
    from moved m
    where m.was_counted
    group by 1, 2, 3, 4, 5
    union all
    select m.user_code, m.date, m.metric, m.new_value, m.cause, sum(m.rows)::bigint
    from moved m
    where m.is_kept and m.date between p_from and p_to
    group by 1, 2, 3, 4, 5
  )
  insert into pg_temp.legacy_entries (user_code, date, metric, value, old, cause, explained)
  select o.user_code, o.date, o.metric, o.value, o.old, null, 0 from old_events o
  union all
  select e.user_code, e.date, e.metric, e.value, 0, e.cause, e.explained from explained_events e;
end;
$$;

revoke all on function daybook.compare_events(date, date) from public;

-- Old sessions, and why they are more or fewer. Reads pg_temp.legacy_compared, adds to pg_temp.legacy_entries.
create function daybook.compare_sessions(p_from date, p_to date) returns void
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
set jit = off
as $$
begin
  with visits as (
    select v.user_code, v.session_id, v.date, bool_or(v.is_old) as is_old, bool_or(v.is_new) as is_new,
      bool_or(v.is_unknown) as is_unknown, min(v.cause) as cause
    from (
      select distinct c.old_code as user_code, c.session_id, c.old_date as date, true as is_old, false as is_new,
        c.verdict is null as is_unknown,
        coalesce(c.class, case when c.session_date <> c.date then 'midnight' end) as cause
      from pg_temp.legacy_compared c
      where c.was_counted and c.has_session
      union all
      select distinct c.user_code, c.session_id, c.session_date, false, true, false,
        case when not c.has_session then 'no_session' when c.session_date <> c.date then 'midnight' else c.class end
      from pg_temp.legacy_compared c
      where c.verdict in ('imported', 'dual_write') and c.session_date between p_from and p_to
    ) as v
    group by v.user_code, v.session_id, v.date
  ),
  old_sessions as (
    select v.user_code, v.date, 'sessions' as metric, '' as value, count(*) as old
    from visits v
    where v.is_old
    group by 1, 2
  ),
  explained_sessions as (
    select v.user_code, v.date, 'sessions' as metric, '' as value, v.cause,
      sum(case when v.is_new then 1 else -1 end) as explained
    from visits v
    where v.is_old <> v.is_new and not v.is_unknown and v.cause is not null
    group by 1, 2, 5
  )
  insert into pg_temp.legacy_entries (user_code, date, metric, value, old, cause, explained)
  select o.user_code, o.date, o.metric, o.value, o.old, null, 0 from old_sessions o
  union all
  select e.user_code, e.date, e.metric, e.value, 0, e.cause, e.explained from explained_sessions e;
end;
$$;

revoke all on function daybook.compare_sessions(date, date) from public;

-- Events and sessions that were never in the old table. Adds to pg_temp.legacy_entries.
create function daybook.compare_new_events(p_from date, p_to date) returns void
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
set jit = off
as $$
begin
  with unknown_events as (
    select e.user_code, e.date, n.metric, n.value, 'new_events' as cause, count(*) as explained
    from (
      select v.user_code, v.date, v.event_id, v.page, v.group_code, null as target from public.analytics_page_views v
      where v.date between p_from and p_to
      union all
      select k.user_code, k.date, k.event_id, k.page, k.group_code, k.target from public.analytics_clicks k
      where k.date between p_from and p_to
    ) as e
    left join public.analytics_legacy_rows i
      on i.user_code = e.user_code and i.event_id = e.event_id and i.date = e.date and i.verdict in ('imported', 'dual_write')
    cross join lateral (values
      (case when e.target is null then 'page_views' else 'clicks' end, ''),
      (case when e.target is null then 'page' else 'target' end, coalesce(e.target, e.page)),
      ('group', e.group_code),
      ('rows', '')
    ) as n(metric, value)
    where i.event_id is null
    group by 1, 2, 3, 4
    union all
    select s.user_code, s.date, 'sessions', '', 'new_events', count(*)
    from public.analytics_sessions s
    where s.date between p_from and p_to
      and not exists (
        select 1
        from public.analytics_legacy_rows i
        where i.user_code = s.user_code and i.session_date = s.date and i.session_id = s.session_id
          and i.verdict in ('imported', 'dual_write')
      )
    group by 1, 2
  )
  insert into pg_temp.legacy_entries (user_code, date, metric, value, cause, explained)
  select e.user_code, e.date, e.metric, e.value, e.cause, e.explained from unknown_events e;
end;
$$;

revoke all on function daybook.compare_new_events(date, date) from public;

-- What Daybook's dashboard shows: daily rows of clean days, a count of dirty ones. Adds to pg_temp.legacy_entries. On a day that
-- keeps not all of its pages or targets by name, the old table's others are compared together too, as '(other)'.
create function daybook.compare_shown_numbers(p_from date, p_to date) returns void
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
set jit = off
as $$
begin
  with live as materialized (
    select m.user_code, m.date, c.section, c.scope, c.scope_code, c.value, c.sessions, c.page_views, c.clicks
    from (
      select distinct d.user_code, d.date
      from public.analytics_dirty_days d
      where d.date between p_from and p_to
    ) as m
    cross join lateral daybook.count_day(m.user_code, m.date) as c
    where c.section in ('totals', 'target', 'page') and c.scope in ('owner', 'group')
  ),
  shown as (
    select t.user_code, t.date, n.metric, '' as value, n.new
    from public.analytics_daily_user_stats t
    cross join lateral (values
      ('sessions', t.sessions), ('page_views', t.page_views), ('clicks', t.clicks), ('rows', t.page_views + t.clicks)
    ) as n(metric, new)
    where t.date between p_from and p_to
    union all
    select t.user_code, t.date, 'target', t.target, t.clicks
    from public.analytics_daily_click_targets t
    where t.date between p_from and p_to
    union all
    select t.user_code, t.date, 'page', t.page, t.page_views
    from public.analytics_daily_page_stats t
    where t.date between p_from and p_to
    union all
    select t.user_code, t.date, 'group', t.group_code, t.page_views + t.clicks
    from public.analytics_daily_group_stats t
    where t.date between p_from and p_to
  ),
  new_numbers as (
    select s.user_code, s.date, s.metric, s.value, s.new
    from shown s
    where not exists (select 1 from live l where l.user_code = s.user_code and l.date = s.date)
      and not exists (select 1 from public.analytics_dirty_days d where d.user_code = s.user_code and d.date = s.date)
    union all
    select l.user_code, l.date, n.metric, n.value, n.new
    from live l
    cross join lateral (values
      (case when l.section = 'totals' and l.scope = 'owner' then 'sessions' end, '', l.sessions),
      (case when l.section = 'totals' and l.scope = 'owner' then 'page_views' end, '', l.page_views),
      (case when l.section = 'totals' and l.scope = 'owner' then 'clicks' end, '', l.clicks),
      (case when l.section = 'totals' and l.scope = 'owner' then 'rows' end, '', l.page_views + l.clicks),
      (case when l.section = 'target' and l.scope = 'owner' then 'target' end, l.value, l.clicks),
      (case when l.section = 'page' and l.scope = 'owner' then 'page' end, l.value, l.page_views),
      (case when l.section = 'totals' and l.scope = 'group' then 'group' end, l.scope_code, l.page_views + l.clicks)
    ) as n(metric, value, new)
    where n.metric is not null
  )
  insert into pg_temp.legacy_entries (user_code, date, metric, value, new)
  select n.user_code, n.date, n.metric, n.value, n.new from new_numbers n;

  update pg_temp.legacy_entries e
  set value = '(other)'
  where e.metric in ('page', 'target')
    and (e.user_code, e.date, e.metric) in (
      select o.user_code, o.date, o.metric from pg_temp.legacy_entries o where o.value = '(other)' and o.new > 0
    )
    and (e.user_code, e.date, e.metric, e.value) not in (
      select n.user_code, n.date, n.metric, n.value from pg_temp.legacy_entries n where n.new > 0
    );
end;
$$;

revoke all on function daybook.compare_shown_numbers(date, date) from public;

-- Sums pg_temp.legacy_entries up, a row for each number, in pg_temp.legacy_cells, and keeps each (owner, day) for the
-- owner's members.
create function daybook.store_comparison(p_from date, p_to date) returns void
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
set jit = off
as $$
begin
  drop table if exists pg_temp.legacy_cells;
  create temporary table legacy_cells on commit drop as
  with causes as (
    select e.user_code, e.date, e.metric, e.value, e.cause,
      sum(e.old) as old, sum(e.new) as new, sum(e.explained) as explained
    from pg_temp.legacy_entries e
    group by e.user_code, e.date, e.metric, e.value, e.cause
  )
  select
    c.user_code, c.date, c.metric, c.value,
    sum(c.old)::bigint as old,
    sum(c.new)::bigint as new,
    coalesce(jsonb_object_agg(c.cause, c.explained) filter (where c.explained <> 0), '{}'::jsonb) as explained,
    (sum(c.new) - sum(c.old) - sum(c.explained))::bigint as unexplained
  from causes c
  group by c.user_code, c.date, c.metric, c.value
  having sum(c.old) <> 0 or sum(c.new) <> 0;

  delete from public.analytics_legacy_comparisons t where t.date between p_from and p_to;
  insert into public.analytics_legacy_comparisons (user_code, date, unexplained, metrics)
  select
    c.user_code, c.date, sum(abs(c.unexplained)),
    jsonb_agg(
      jsonb_build_object(
        'metric', c.metric, 'value', c.value, 'old', c.old, 'new', c.new,
        'explained', c.explained, 'unexplained', c.unexplained
      ) order by c.metric, c.value
    )
  from pg_temp.legacy_cells c
  group by c.user_code, c.date
  order by c.user_code, c.date;
end;
$$;

revoke all on function daybook.store_comparison(date, date) from public;

-- What analytics_compare_legacy_metrics returns, from pg_temp.legacy_compared and pg_temp.legacy_cells.
create function daybook.comparison_report(p_from date, p_to date, p_with_undated boolean) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  considered record;
  result jsonb;
begin
  select count(*) as rows, count(*) filter (where c.verdict is null) as not_imported
  into considered
  from pg_temp.legacy_compared c
  where c.was_counted or (p_with_undated and c.old_date is null);

  with left_out as (
    select c.class as reason, case when c.class in ('unknown_event_type', 'ignored') then left(coalesce(c.type_name, ''), 80) else '' end as kind,
      count(*) as rows
    from pg_temp.legacy_compared c
    where c.verdict in ('unmapped', 'filtered')
      and (c.was_counted or (p_with_undated and c.old_date is null))
    group by 1, 2
  ),
  causes as (
    select c.metric, e.key as cause, sum(e.value::bigint) as explained
    from pg_temp.legacy_cells c
    cross join lateral jsonb_each_text(c.explained) as e
    group by c.metric, e.key
  ),
  metrics as (
    select c.metric, sum(c.old) as old, sum(c.new) as new, sum(abs(c.unexplained)) as unexplained,
      (select coalesce(jsonb_object_agg(k.cause, k.explained), '{}'::jsonb) from causes k where k.metric = c.metric) as explained
    from pg_temp.legacy_cells c
    group by c.metric
  )
  select jsonb_build_object(
    'from', p_from,
    'to', p_to,
    'owners', (select count(distinct c.user_code) from pg_temp.legacy_cells c),
    'days', (select count(*) from (select distinct c.user_code, c.date from pg_temp.legacy_cells c) as d),
    'old_rows', considered.rows,
    'not_imported', considered.not_imported,
    'left_out', (
      select coalesce(jsonb_agg(
        jsonb_build_object('reason', l.reason, 'kind', l.kind, 'rows', l.rows) order by l.rows desc, l.reason, l.kind
      ), '[]'::jsonb)
      from left_out l
    ),
    'metrics', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'metric', m.metric, 'old', m.old, 'new', m.new, 'explained', m.explained, 'unexplained', m.unexplained
        ) order by m.metric
      ), '[]'::jsonb)
      from metrics m
    ),
    'differences', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'user_code', c.user_code, 'date', c.date, 'metric', c.metric, 'value', c.value, 'old', c.old, 'new', c.new,
          'explained', c.explained, 'unexplained', c.unexplained
        ) order by abs(c.unexplained) desc, c.user_code, c.date, c.metric, c.value
      ), '[]'::jsonb)
      from pg_temp.legacy_cells c
      where c.old <> c.new or c.unexplained <> 0
    )
  )
  into result;
  return result;
end;
$$;

revoke all on function daybook.comparison_report(date, date, boolean) from public;

-- Old against new, per owner and day from p_from to p_to, both included: rows of the old table against events, sessions,
-- page views, clicks, clicks by target, page views by page, page views and clicks by group. Old numbers are counted from
-- the old table as its dashboard did: days in UTC by arrival, names as they stand. New ones are what Daybook's dashboard
-- shows. Each difference is put down to the rows that cause it:
--   time_zone  the owner's day is another than the one in UTC        late       the event arrived on another day
--   duplicate  the same event stands in the old table twice          bot        not counted by Daybook
--   renamed    page without host and query, target by its one name   session_share  an event takes the group of its session
--   no_session rows without a session are visits of their own        midnight   a session belongs to the day it began
--   undated    the old row has no day                                new_events events that were never in the old table
--   folded_code  its code stands there in another case or with blanks   session_row  it only says that a session began
--   ignored    its kind is left out on purpose; and for rows that could not be mapped their reason.
-- What remains is `unexplained`; old rows that no import has considered are part of it. `left_out` says how many old rows
-- are not in Daybook and why; of rows without a day only if p_with_undated.
-- Safe to run at any time. Keeps each (owner, day) in analytics_legacy_comparisons for the owner's members to see.
-- Returns { from, to, owners, days, old_rows, not_imported, left_out: [{ reason, kind, rows }],
--   metrics: [{ metric, old, new, explained, unexplained }],
--   differences: [{ user_code, date, metric, value, old, new, explained, unexplained }] }.
create function daybook.analytics_compare_legacy_metrics(
  p_from timestamptz,
  p_to timestamptz,
  p_with_undated boolean default true
)
returns jsonb
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
as $$
declare
  from_date date := (p_from at time zone 'UTC')::date;
  to_date date := (p_to at time zone 'UTC')::date;
  result jsonb;
begin
  if from_date is null or to_date is null or from_date > to_date then
    raise exception 'compare_legacy_metrics wants a first and a last day, in this order' using errcode = '22023';
  end if;
  drop table if exists pg_temp.legacy_entries;
  create temporary table legacy_entries (
    user_code text,
    date      date,
    metric    text,
    value     text,
    old       bigint default 0,
    new       bigint default 0,
    cause     text,
    explained bigint default 0
  ) on commit drop;
  perform daybook.compared_rows(from_date, to_date);
  perform daybook.compare_rows(from_date, to_date);
  perform daybook.compare_events(from_date, to_date);
  perform daybook.compare_sessions(from_date, to_date);
  perform daybook.compare_new_events(from_date, to_date);
  perform daybook.compare_shown_numbers(from_date, to_date);
  perform daybook.store_comparison(from_date, to_date);
  result := daybook.comparison_report(from_date, to_date, p_with_undated);
  drop table pg_temp.legacy_compared, pg_temp.legacy_entries, pg_temp.legacy_cells;
  return result;
end;
$$;

revoke all on function daybook.analytics_compare_legacy_metrics(timestamptz, timestamptz, boolean) from public;
grant execute on function daybook.analytics_compare_legacy_metrics(timestamptz, timestamptz, boolean) to service_role;
alter function daybook.analytics_compare_legacy_metrics(timestamptz, timestamptz, boolean) set schema public;

-- What the last comparison said of an owner, for its members: totals of each number with the differences by class, and
-- the latest p_limit days on which anything differed. 42501 for everyone else.
-- Returns { days, from, to, compared_at, metrics: [{ metric, old, new, explained, unexplained }],
--   differing: [{ date, unexplained, metrics: [{ metric, value, old, new, explained, unexplained }] }] }.
create function daybook.analytics_legacy_comparison(p_user_code text, p_limit integer default 60) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller_role text := daybook.require_member(p_user_code);
  answer jsonb;
begin
  with days as (
    select c.date, c.compared_at, c.unexplained, c.metrics
    from public.analytics_legacy_comparisons c
    where c.user_code = p_user_code
  ),
  cells as (
    select d.date, m.value ->> 'metric' as metric, (m.value ->> 'old')::bigint as old, (m.value ->> 'new')::bigint as new,
      m.value -> 'explained' as explained, (m.value ->> 'unexplained')::bigint as unexplained
    from days d
    cross join lateral jsonb_array_elements(d.metrics) as m
  ),
  causes as (
    select c.metric, e.key as cause, sum(e.value::bigint) as explained
    from cells c
    cross join lateral jsonb_each_text(c.explained) as e
    group by c.metric, e.key
    having sum(e.value::bigint) <> 0
  ),
  metrics as (
    select c.metric, sum(c.old) as old, sum(c.new) as new, sum(abs(c.unexplained)) as unexplained,
      (select coalesce(jsonb_object_agg(k.cause, k.explained), '{}'::jsonb) from causes k where k.metric = c.metric) as explained
    from cells c
    group by c.metric
  ),
  differing as (
    select d.date, d.unexplained,
      (
        select jsonb_agg(m.value)
        from jsonb_array_elements(d.metrics) as m
        where m.value ->> 'old' <> m.value ->> 'new'
          and m.value ->> 'metric' in ('sessions', 'page_views', 'clicks')
      ) as metrics
    from days d
    where exists (
      select 1
      from jsonb_array_elements(d.metrics) as m
      where (m.value ->> 'old' <> m.value ->> 'new' and m.value ->> 'metric' in ('sessions', 'page_views', 'clicks'))
        or m.value ->> 'unexplained' <> '0'
    )
    order by d.unexplained desc, d.date desc
    limit p_limit
  )
  select jsonb_build_object(
    'days', (select count(*) from days),
    'from', (select min(d.date) from days d),
    'to', (select max(d.date) from days d),
    'compared_at', (select max(d.compared_at) from days d),
    'metrics', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'metric', m.metric, 'old', m.old, 'new', m.new, 'explained', m.explained, 'unexplained', m.unexplained
        ) order by m.metric
      ), '[]'::jsonb)
      from metrics m
    ),
    'differing', (
      select coalesce(jsonb_agg(
        jsonb_build_object('date', d.date, 'unexplained', d.unexplained, 'metrics', coalesce(d.metrics, '[]'::jsonb))
        order by d.unexplained desc, d.date desc
      ), '[]'::jsonb)
      from differing d
    )
  )
  into answer;
  return answer;
end;
$$;

revoke all on function daybook.analytics_legacy_comparison(text, integer) from public;
grant execute on function daybook.analytics_legacy_comparison(text, integer) to authenticated;
alter function daybook.analytics_legacy_comparison(text, integer) set schema public;

-- The statements that give the old table the rights it has now, of the whole table and of columns, in their order.
create function daybook.legacy_rights() returns text[]
language plpgsql stable
set search_path = ''
as $$
begin
  return array(
    select format(
      'grant %s%s on public.analytics_events to %s%s', g.privilege_type, ' (' || quote_ident(r.of_column) || ')',
      case g.grantee when 0 then 'public' else quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end,
      case when g.is_grantable then ' with grant option' else '' end
    )
    from (
      select null::name as of_column, c.relacl as rights, 0::smallint as place
      from pg_catalog.pg_class c
      where c.oid = 'public.analytics_events'::regclass
      union all
      select a.attname, a.attacl, a.attnum
      from pg_catalog.pg_attribute a
      where a.attrelid = 'public.analytics_events'::regclass and a.attnum > 0 and not a.attisdropped
    ) as r
    cross join lateral aclexplode(r.rights) with ordinality as g(grantor, grantee, privilege_type, is_grantable, rank)
    order by r.place, g.rank
  );
end;
$$;

revoke all on function daybook.legacy_rights() from public;

-- What of the host's depends on the old table, in words: views, foreign keys of other tables, its triggers, functions whose
-- text names it, publications.
create function daybook.legacy_dependents() returns text[]
language plpgsql stable
set search_path = ''
as $$
declare
  old_table oid := to_regclass('public.analytics_events');
begin
  return array(
    select distinct 'view ' || v.oid::regclass || ' reads it'
    from pg_catalog.pg_depend d
    join pg_catalog.pg_rewrite w on w.oid = d.objid and d.classid = 'pg_catalog.pg_rewrite'::regclass
    join pg_catalog.pg_class v on v.oid = w.ev_class and v.oid <> old_table
    where d.refobjid = old_table
    union all
    select 'foreign key ' || c.conname || ' of ' || c.conrelid::regclass || ' refers to it'
    from pg_catalog.pg_constraint c
    where c.confrelid = old_table and c.conrelid <> old_table
    union all
    select 'trigger ' || t.tgname || ' on it calls ' || t.tgfoid::regprocedure
    from pg_catalog.pg_trigger t
    where t.tgrelid = old_table and not t.tgisinternal
    union all
    select 'function ' || p.oid::regprocedure || ' names it'
    from pg_catalog.pg_proc p
    join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where p.prosrc ~ '\manalytics_events\M'
      and n.nspname not in ('daybook', 'pg_catalog', 'information_schema')
      and not (n.nspname = 'public' and p.proname ~ '^analytics_(.*legacy|.*dual_write|doctor)')
    union all
    select 'publication ' || p.pubname || ' publishes it'
    from pg_catalog.pg_publication_rel r
    join pg_catalog.pg_publication p on p.oid = r.prpubid
    where r.prrelid = old_table
    order by 1
  );
end;
$$;

revoke all on function daybook.legacy_dependents() from public;

-- Count and checksum of a table's rows: a sum of hashes, so the order does not matter.
create function daybook.legacy_checksum(p_table text) returns jsonb
language plpgsql stable
set search_path = ''
set timezone = 'UTC'
as $$
declare
  result jsonb;
begin
  execute format(
    'select jsonb_build_object(
       ''rows'', count(*),
       ''checksum'', coalesce(sum((''x'' || left(md5(t::text), 15))::bit(60)::bigint::numeric), 0)::text
     ) from public.%I t',
    p_table
  ) into result;
  return result;
end;
$$;

revoke all on function daybook.legacy_checksum(text) from public;

-- Copies rows of the old table that the archive lacks, until p_budget is used up. The copy has columns and rows alone.
-- Returns how many rows it copied, or null when the budget ended it. 42P07: the archive's name is somebody else's table's.
create function daybook.copy_legacy_rows(p_id_column text, p_budget interval) returns bigint
language plpgsql security definer
set search_path = ''
as $$
declare
  sign text := 'Daybook''s copy of analytics_events';
  started timestamptz := clock_timestamp();
  copied bigint := 0;
  batch bigint;
begin
  if to_regclass('public.analytics_events_archive') is null then
    create table public.analytics_events_archive (like public.analytics_events);
    alter table public.analytics_events_archive enable row level security;
    revoke all on public.analytics_events_archive from anon, authenticated, service_role;
    grant select on public.analytics_events_archive to service_role;
    execute format('comment on table public.analytics_events_archive is %L', sign);
  elsif obj_description('public.analytics_events_archive'::regclass) is distinct from sign then
    raise exception 'analytics_events_archive is a table of somebody else: rename it first' using errcode = '42P07';
  end if;
  loop
    execute format(
      'insert into public.analytics_events_archive
       select e.*
       from public.analytics_events e
       where not exists (select 1 from public.analytics_events_archive a where a.%1$I = e.%1$I)
       limit 50000',
      p_id_column
    );
    get diagnostics batch = row_count;
    copied := copied + batch;
    if batch < 50000 then
      return copied;
    elsif clock_timestamp() - started > p_budget then
      return null;
    end if;
  end loop;
end;
$$;

revoke all on function daybook.copy_legacy_rows(text, interval) from public;

-- Makes the old table the archive, in place of its copy: everything of it stays but its name and the rights of others, which
-- are noted for analytics_restore_legacy_events.
create function daybook.put_legacy_table_away() returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  grantee text;
begin
  drop table public.analytics_events_archive;
  insert into public.analytics_legacy_archives (name, rows, rights)
  select 'analytics_events', count(*), daybook.legacy_rights() from public.analytics_events;
  -- Taking a table's rights takes those of its columns too.
  for grantee in
    select distinct case g.grantee when 0 then 'public' else quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end
    from pg_catalog.pg_class c
    cross join lateral (
      select x.grantee from aclexplode(c.relacl) as x
      union
      select x.grantee from pg_catalog.pg_attribute a cross join lateral aclexplode(a.attacl) as x where a.attrelid = c.oid
    ) as g
    where c.oid = 'public.analytics_events'::regclass and g.grantee <> c.relowner
  loop
    execute 'revoke all on public.analytics_events from ' || grantee || ' cascade';
  end loop;
  grant select on public.analytics_events to service_role;
  alter table public.analytics_events rename to analytics_events_archive;
end;
$$;

revoke all on function daybook.put_legacy_table_away() from public;

-- Copies the old table to analytics_events_archive and compares counts and checksums. Only with p_confirm =
-- 'drop analytics_events', and only if both are equal, the old table goes: it takes the copy's place, so that whatever
-- belongs to it or depends on it (identity, defaults, indexes, policies, triggers, views) is kept, and what role had rights
-- on it has none but service_role, which may read. Without the words nothing is removed. Safe to run again: only rows that
-- are missing in the archive are copied. Where a statement's time is limited it copies for half of it and says
-- `is_complete: false`: call it again.
-- Returns { depends: [text], is_complete, copied, old: { rows, checksum }, archive: { rows, checksum }, matches, dropped };
-- `depends` names what of the host's has to do with the table. 22023: other words; 42P01: there is no old table.
create function daybook.analytics_archive_legacy_events(p_confirm text default null) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  budget interval := nullif(current_setting('statement_timeout')::interval, interval '0') / 2;
  id_column text := (select c.mapping #>> '{columns,id}' from public.analytics_legacy_mapping c where c.name = 'current');
  answer jsonb;
  copied bigint;
  old_sum jsonb;
  archive_sum jsonb;
begin
  if p_confirm is not null and p_confirm <> 'drop analytics_events' then
    raise exception 'to drop the old table say exactly: drop analytics_events' using errcode = '22023';
  end if;
  if to_regclass('public.analytics_events') is null then
    raise exception 'there is no table analytics_events to archive' using errcode = '42P01';
  end if;
  answer := jsonb_build_object('depends', to_jsonb(daybook.legacy_dependents()), 'dropped', false);

  -- Nothing may arrive between the check and the drop.
  if p_confirm is not null then
    lock table public.analytics_events in access exclusive mode;
  end if;
  copied := daybook.copy_legacy_rows(id_column, budget);
  if copied is null then
    return answer || jsonb_build_object('is_complete', false, 'matches', false);
  end if;
  old_sum := daybook.legacy_checksum('analytics_events');
  archive_sum := daybook.legacy_checksum('analytics_events_archive');
  answer := answer || jsonb_build_object(
    'is_complete', true, 'copied', copied, 'old', old_sum, 'archive', archive_sum, 'matches', old_sum = archive_sum
  );
  if p_confirm is not null and old_sum = archive_sum then
    perform daybook.put_legacy_table_away();
    answer := answer || jsonb_build_object('dropped', true);
  end if;
  return answer;
end;
$$;

revoke all on function daybook.analytics_archive_legacy_events(text) from public;
grant execute on function daybook.analytics_archive_legacy_events(text) to service_role;
alter function daybook.analytics_archive_legacy_events(text) set schema public;

-- Brings the archived table back as analytics_events, with the rights it had. Safe to run again. Returns { restored }: false
-- when the old table is still there, or there is no archive.
create function daybook.analytics_restore_legacy_events() returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  statement text;
begin
  if to_regclass('public.analytics_events') is not null or to_regclass('public.analytics_events_archive') is null then
    return jsonb_build_object('restored', false);
  end if;
  alter table public.analytics_events_archive rename to analytics_events;
  revoke all on public.analytics_events from service_role;
  foreach statement in array (
    coalesce((select a.rights from public.analytics_legacy_archives a where a.name = 'analytics_events'), '{}')
  ) loop
    execute statement;
  end loop;
  delete from public.analytics_legacy_archives a where a.name = 'analytics_events';
  return jsonb_build_object('restored', true);
end;
$$;

revoke all on function daybook.analytics_restore_legacy_events() from public;
grant execute on function daybook.analytics_restore_legacy_events() to service_role;
alter function daybook.analytics_restore_legacy_events() set schema public;

-- How the data are doing: what `npm run doctor` says after the client and the dashboard have been changed over. Counts
-- and times only. `recounted` compares the latest closed days with a recount of raw; `dashboard_ms` is the time of 30
-- days for the owner with the most rows, null without an owner.
create function daybook.analytics_doctor_data() returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  busiest text;
  started timestamptz;
  dashboard_ms numeric;
  recounted jsonb;
  old_rows bigint;
  undecided bigint;
begin
  select o.user_code
  into busiest
  from public.analytics_owners o
  left join public.analytics_daily_user_stats s on s.user_code = o.user_code and s.date > current_date - 30
  group by o.user_code
  order by coalesce(sum(s.page_views), 0) desc, o.user_code
  limit 1;
  if busiest is not null then
    started := clock_timestamp();
    perform daybook.seen_dashboard(
      daybook.whole_sight(busiest), current_date - 29, current_date, null, null, 'none', 50
    );
    dashboard_ms := round(extract(epoch from clock_timestamp() - started) * 1000);
  end if;

  with chosen as (
    select d.user_code, d.date
    from public.analytics_days d
    where d.purged_at is null and d.raw_events > 0
      and not exists (select 1 from public.analytics_dirty_days m where m.user_code = d.user_code and m.date = d.date)
    order by d.date desc, d.user_code
    limit 5
  ),
  compared as (
    select c.user_code, c.date,
      (s.visitors, s.sessions, s.page_views, s.clicks, s.contacting_sessions, s.bounces, s.duration_seconds)
        is not distinct from
      (n.visitors, n.sessions, n.page_views, n.clicks, n.contacting_sessions, n.bounces, n.duration_seconds) as is_equal
    from chosen c
    left join public.analytics_daily_user_stats s on s.user_code = c.user_code and s.date = c.date
    left join lateral (
      select * from daybook.count_day(c.user_code, c.date, 'owner') as t
      where t.section = 'totals' and t.scope = 'owner'
    ) as n on true
  )
  select jsonb_build_object(
    'days', count(*),
    'different', coalesce(jsonb_agg(c.user_code || ' on ' || c.date) filter (where not c.is_equal), '[]'::jsonb)
  )
  into recounted
  from compared c;

  if to_regclass('public.analytics_events') is not null then
    execute 'select count(*) from public.analytics_events' into old_rows;
    select old_rows - count(*) into undecided from public.analytics_legacy_rows;
  end if;
  return jsonb_build_object(
    'owners', (select count(*) from public.analytics_owners),
    'owner', busiest,
    -- By the accounting of ingest: what was imported has not arrived.
    'stored_since_yesterday', (
      select coalesce(sum(a.events), 0)
      from (
        select l.events from public.analytics_ingest_log l where l.kind = 'stored' and l.date >= current_date - 1
        union all
        select s.events from public.analytics_daily_ingest_stats s where s.kind = 'stored' and s.date >= current_date - 1
      ) as a
    ),
    'flushes', (select count(distinct l.flush_id) from public.analytics_ingest_log l),
    'flushed_events', (select coalesce(sum(l.events), 0) from public.analytics_ingest_log l),
    'oldest_mark', (select min(m.marked_at) from public.analytics_dirty_days m),
    'last_computed_at', (select max(d.computed_at) from public.analytics_days d),
    'recounted', recounted,
    'dashboard_ms', dashboard_ms,
    'old_rows', old_rows,
    'undecided_old_rows', undecided,
    'left_out_old_rows', (
      select count(*)
      from public.analytics_legacy_rows r
      where r.reason in ('unknown_event_type', 'unknown_owner', 'click_without_target')
    ),
    'dual_write', (
      select jsonb_build_object(
        'is_failing', w.is_failing, 'missed', w.missed, 'failed_at', w.failed_at, 'code', w.code, 'message', w.message
      )
      from public.analytics_legacy_dual_write w
    ),
    'compared_days', (select count(*) from public.analytics_legacy_comparisons),
    'unexplained', (select coalesce(sum(c.unexplained), 0) from public.analytics_legacy_comparisons c)
  );
end;
$$;

revoke all on function daybook.analytics_doctor_data() from public;
grant execute on function daybook.analytics_doctor_data() to service_role;
alter function daybook.analytics_doctor_data() set schema public;

-- Records that this file is applied.
insert into daybook.migrations (name) values ('006_legacy_analytics.sql');

commit;
