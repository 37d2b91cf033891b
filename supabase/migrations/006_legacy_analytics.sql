-- Moving from the old system: import, dual write, comparison and archive of `analytics_events`. Nothing here writes to the
-- old table but the dual write, and nothing but the archive, asked in so many words, removes it. These functions are for
-- service_role, and run before a database is distributed. Builds on 004 and 005.
--
-- Built from supabase/schemas by `npm run db:build`; change it there.
--
-- Contents
--   legacy: The old table, read, imported, compared and put away
--       analytics_legacy_mapping, analytics_legacy_rows, analytics_legacy_comparisons, analytics_legacy_archives,
--       analytics_set_legacy_mapping, legacy_object, legacy_time, legacy_field, legacy_column, legacy_fields,
--       legacy_meanings, legacy_rows, analytics_plan_legacy_import, legacy_day, claim_legacy_days, mark_legacy_days,
--       create_legacy_owners, place_legacy_rows, note_legacy_rows, import_legacy_sessions,
--       import_legacy_views_and_clicks, legacy_outcome, analytics_import_legacy_step, analytics_import_legacy_events,
--       analytics_finish_legacy_import, analytics_legacy_import_report, analytics_undo_legacy_import,
--       analytics_ingest_events_with_legacy, compared_rows, compare_events, compare_sessions, compare_new_events,
--       compare_shown_numbers, store_comparison, comparison_report, analytics_compare_legacy_metrics,
--       analytics_legacy_comparison, legacy_checksum, analytics_archive_legacy_events, legacy_rights,
--       analytics_restore_legacy_events, analytics_doctor_data

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
    'analytics_legacy_mapping', 'analytics_legacy_rows', 'analytics_legacy_comparisons', 'analytics_legacy_archives'
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
  "fields": {
    "user_code": ["userCode", "user_code", "owner", "user"],
    "event_type": ["eventType", "event_type", "type", "event"],
    "event_id": ["eventId", "event_id", "uuid"],
    "session": ["sessionId", "session_id", "sid", "session"],
    "share": ["shareCode", "share_code", "share", "ref"],
    "group": ["groupCode", "group_code", "group", "audience"],
    "page": ["page", "path", "url", "page_url", "pathname", "location"],
    "target": ["target", "contact_method", "contactMethod", "method", "action", "button"],
    "time": ["timestamp", "ts", "time", "created_at", "createdAt", "occurred_at"],
    "user_agent": ["userAgent", "user_agent", "ua"],
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

-- What analytics_archive_legacy_events copied, and the statements that give a restored table its rights back.
create table daybook.analytics_legacy_archives (
  name        text        not null primary key check (name = 'analytics_events'),
  archived_at timestamptz not null default now(),
  dropped_at  timestamptz,
  rows        bigint      not null,
  checksum    numeric     not null,
  rights      text[]      not null default '{}'
);

alter table daybook.analytics_legacy_archives enable row level security;
grant select, insert, update, delete on daybook.analytics_legacy_archives to service_role;
alter table daybook.analytics_legacy_archives set schema public;

-- Replaces the mapping; lib/legacy/mapping.ts is what the scripts hand over. 22023: a part is missing.
create function daybook.analytics_set_legacy_mapping(p_mapping jsonb) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  if p_mapping is null
    or not p_mapping ?& array['columns', 'types', 'fields', 'targets', 'target_aliases', 'default_page', 'bots'] then
    raise exception 'the mapping lacks a part: compare it with lib/legacy/mapping.ts' using errcode = '22023';
  end if;
  update public.analytics_legacy_mapping m set mapping = p_mapping where m.name = 'current';
end;
$$;

revoke all on function daybook.analytics_set_legacy_mapping(jsonb) from public;
grant execute on function daybook.analytics_set_legacy_mapping(jsonb) to service_role;
alter function daybook.analytics_set_legacy_mapping(jsonb) set schema public;

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

-- The SQL expression for the first of some keys of `d` that holds anything; '' counts as absent.
create function daybook.legacy_field(p_keys jsonb) returns text
language plpgsql immutable
set search_path = ''
as $$
declare
  parts text := '';
  key text;
begin
  for key in select k.value from jsonb_array_elements_text(p_keys) with ordinality as k(value, place) order by k.place loop
    parts := parts || case when strpos(key, '.') > 0
      then format('nullif(d #>> %L::text[], %L), ', string_to_array(key, '.'), '')
      else format('nullif(d ->> %L, %L), ', key, '')
    end;
  end loop;
  return format('nullif(btrim(coalesce(%snull)), %L)', parts, '');
end;
$$;

revoke all on function daybook.legacy_field(jsonb) from public;

-- The SQL expression for a column of the old table, null where it has none of that name.
create function daybook.legacy_column(p_columns jsonb, p_name text) returns text
language plpgsql stable
set search_path = ''
as $$
begin
  return coalesce(
    (
      select format('e.%I', a.attname)
      from pg_catalog.pg_attribute a
      where a.attrelid = to_regclass('public.analytics_events')
        and a.attname = p_columns ->> p_name
        and a.attnum > 0
        and not a.attisdropped
    ),
    'null'
  );
end;
$$;

revoke all on function daybook.legacy_column(jsonb, text) from public;

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

-- What the fields of old rows mean, as SQL for a from clause. $3 to $6: kinds of event, targets, their other names and the
-- page of a row that names none; for the rest see daybook.legacy_fields.
create function daybook.legacy_meanings(m jsonb, p_is_undated boolean) returns text
language plpgsql stable
set search_path = ''
as $$
begin
  return
    '(with ' || daybook.legacy_fields(m, p_is_undated) || ',
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
    select * from known) as known';
end;
$$;

revoke all on function daybook.legacy_meanings(jsonb, boolean) from public;

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
  return query execute
    'select legacy_id, arrived_at, (arrived_at at time zone ''UTC'')::date, user_code, event_type,
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
    from ' || daybook.legacy_meanings(m, p_from is null)
  using p_from, p_to, m -> 'types', m -> 'targets', m -> 'target_aliases', m ->> 'default_page', m ->> 'bots', visit_keys;
end;
$$;

revoke all on function daybook.legacy_rows(timestamptz, timestamptz) from public;

-- Plans an import: makes the partitions of the months that have old rows, and cuts the days from p_from to p_to, both
-- included, into steps of whole hours with about p_rows rows each. A step's `done` counts the rows that need no further
-- look. Returns { rows, done, steps: [{ from, to, rows, done }] }; `from` null: the rows without a time of arrival.
create function daybook.analytics_plan_legacy_import(p_from timestamptz, p_to timestamptz, p_rows integer default 20000) returns jsonb
language plpgsql security definer
set search_path = ''
set timezone = 'UTC'
as $$
declare
  from_date date := (p_from at time zone 'UTC')::date;
  to_date date := (p_to at time zone 'UTC')::date;
  arrival text := daybook.legacy_column(
    (select c.mapping -> 'columns' from public.analytics_legacy_mapping c where c.name = 'current'), 'created_at'
  );
  plan jsonb;
begin
  if from_date is null or to_date is null or from_date > to_date then
    raise exception 'an import wants a first and a last day, in this order' using errcode = '22023';
  end if;
  if to_regclass('public.analytics_events') is null then
    return jsonb_build_object('rows', 0, 'done', 0, 'steps', '[]'::jsonb);
  end if;

  execute
    'with old as (
      select date_trunc(''hour'', ' || arrival || '::timestamptz) as hour, count(*) as rows
      from public.analytics_events e
      where (' || arrival || ' >= $1 and ' || arrival || ' < $2) or ' || arrival || ' is null
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
      select min(h.hour) as first_hour, max(h.hour) + interval ''1 hour'' as last_hour, sum(h.rows) as rows, sum(h.done) as done
      from hours h
      group by h.step, h.hour is null
    )
    select jsonb_build_object(
      ''rows'', coalesce(sum(s.rows), 0),
      ''done'', coalesce(sum(s.done), 0),
      ''steps'', coalesce(jsonb_agg(
        jsonb_build_object(''from'', s.first_hour, ''to'', s.last_hour, ''rows'', s.rows, ''done'', s.done)
        order by s.first_hour nulls first
      ), ''[]''::jsonb)
    )
    from steps s'
  into plan
  using from_date::timestamptz, (to_date + 1)::timestamptz, greatest(p_rows, 1);

  perform daybook.ensure_partitions(months.day::date)
  from jsonb_array_elements(plan -> 'steps') as s
  cross join lateral generate_series(
    date_trunc('month', (s.value ->> 'from')::timestamptz - interval '8 days'),
    (s.value ->> 'to')::timestamptz + interval '1 day',
    interval '1 month'
  ) as months(day)
  where s.value ->> 'from' is not null
  group by months.day
  order by months.day;
  return plan;
end;
$$;

revoke all on function daybook.analytics_plan_legacy_import(timestamptz, timestamptz, integer) from public;
grant execute on function daybook.analytics_plan_legacy_import(timestamptz, timestamptz, integer) to service_role;
alter function daybook.analytics_plan_legacy_import(timestamptz, timestamptz, integer) set schema public;

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

-- Makes the owners that rows of pg_temp.legacy_step name and nobody knows, in UTC and without a member. Returns their codes.
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
    where s.fault is null
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
      when s.fault is not null or o.user_code is null or d.purged_at is not null then 'unmapped'
      when s.is_dual then 'dual_write'
      when s.is_bot then 'filtered'
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
      when o.user_code is null then 'unknown_owner'
      when d.purged_at is not null then 'purged_day'
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
  earlier boolean;
begin
  drop table if exists pg_temp.legacy_touched;
  create temporary table legacy_touched on commit drop as
  select t.user_code, t.date, t.session_id, s.session_id is not null as is_known
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

  select exists (select 1 from pg_temp.legacy_touched k where k.is_known) into earlier;
  if earlier then
    update public.analytics_page_views v
    set share_code = s.share_code, group_code = s.group_code
    from pg_temp.legacy_touched k
    join public.analytics_sessions s on s.user_code = k.user_code and s.date = k.date and s.session_id = k.session_id
    where k.is_known
      and v.user_code = k.user_code and v.date = k.date and v.session_id = k.session_id and v.session_date = k.date
      and (v.share_code, v.group_code) is distinct from (s.share_code, s.group_code);
    update public.analytics_clicks v
    set share_code = s.share_code, group_code = s.group_code
    from pg_temp.legacy_touched k
    join public.analytics_sessions s on s.user_code = k.user_code and s.date = k.date and s.session_id = k.session_id
    where k.is_known
      and v.user_code = k.user_code and v.date = k.date and v.session_id = k.session_id and v.session_date = k.date
      and (v.share_code, v.group_code) is distinct from (s.share_code, s.group_code);
  end if;
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

-- Imports the old rows that arrived in [p_from, p_to); with p_from null, those without a time of arrival. Safe to run
-- any number of times, in any order of steps and beside live traffic: what is final is not looked at again, events
-- collide by their ids, and a session's start, share and visit are derived anew from all of its rows. Two imports wait
-- for each other. p_create_owners: owners that do not exist are made, in UTC and without a member.
-- Returns { rows, imported, duplicate, dual_write, filtered, unmapped, reasons: { reason: n }, owners_created }.
create function daybook.analytics_import_legacy_step(p_from timestamptz, p_to timestamptz, p_create_owners boolean default false)
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
  select * from daybook.legacy_rows(p_from, p_to);
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

revoke all on function daybook.analytics_import_legacy_step(timestamptz, timestamptz, boolean) from public;
grant execute on function daybook.analytics_import_legacy_step(timestamptz, timestamptz, boolean) to service_role;
alter function daybook.analytics_import_legacy_step(timestamptz, timestamptz, boolean) set schema public;

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
  for step in select s.value from jsonb_array_elements(public.analytics_plan_legacy_import(p_from, p_to, 50000) -> 'steps') as s loop
    part := public.analytics_import_legacy_step((step ->> 'from')::timestamptz, (step ->> 'to')::timestamptz, p_create_owners);
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

-- Takes the import back: removes every imported event and session and forgets what became of the old rows. Live events
-- and purged days stay as they are; the days are counted anew. Returns { rows, days }.
create function daybook.analytics_undo_legacy_import() returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  touched daybook.legacy_day[];
  forgotten bigint;
begin
  perform pg_advisory_xact_lock(hashtext('import_legacy_events'));
  select array_agg(distinct (r.user_code, r.date)::daybook.legacy_day)
  into touched
  from public.analytics_legacy_rows r
  left join public.analytics_days d on d.user_code = r.user_code and d.date = r.date
  where r.verdict in ('imported', 'duplicate') and d.purged_at is null;
  perform daybook.claim_legacy_days(touched);

  delete from public.analytics_page_views v
  using public.analytics_legacy_rows r
  where r.verdict = 'imported' and v.user_code = r.user_code and v.date = r.date and v.event_id = r.event_id;
  delete from public.analytics_clicks v
  using public.analytics_legacy_rows r
  where r.verdict = 'imported' and v.user_code = r.user_code and v.date = r.date and v.event_id = r.event_id;
  delete from public.analytics_sessions s
  using public.analytics_legacy_rows r
  where r.verdict = 'imported' and s.user_code = r.user_code and s.date = r.date and s.session_id = r.session_id;
  -- What is taken out on purpose is not missing when the day is counted anew.
  update public.analytics_days d set raw_events = 0
  from unnest(touched) as t
  where d.user_code = t.user_code and d.date = t.date;
  -- Hosted Supabase refuses a delete without a condition in every call through the API.
  delete from public.analytics_legacy_rows where true;
  get diagnostics forgotten = row_count;
  delete from public.analytics_legacy_comparisons where true;
  perform daybook.mark_legacy_days(touched, 'import of the old system taken back');
  return jsonb_build_object('rows', forgotten, 'days', coalesce(cardinality(touched), 0));
end;
$$;

revoke all on function daybook.analytics_undo_legacy_import() from public;
grant execute on function daybook.analytics_undo_legacy_import() to service_role;
alter function daybook.analytics_undo_legacy_import() set schema public;

-- analytics_ingest_events, and in the same transaction an old row for each page view and click, under an id of its own that makes
-- a repeat harmless. A fault of the old table is a warning: it never costs an event. Used when LEGACY_DUAL_WRITE is set.
create function daybook.analytics_ingest_events_with_legacy(payload jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  answer jsonb := public.analytics_ingest_events(payload);
  m jsonb := (select c.mapping from public.analytics_legacy_mapping c where c.name = 'current');
begin
  begin
    execute format(
      'insert into public.analytics_events (%I, %I, %I, %I)
       select md5(''daybook '' || e.user_code || '' '' || (e.value ->> ''id''))::uuid, e.user_code, $2 #>> array[''types'', e.kind, ''0''],
         jsonb_strip_nulls(jsonb_build_object(
           $2 #>> ''{fields,session,0}'', e.session ->> ''id'',
           $2 #>> ''{fields,share,0}'', nullif(e.session ->> ''share_code'', ''''),
           $2 #>> ''{fields,page,0}'', e.value ->> ''page'',
           $2 #>> ''{fields,target,0}'', e.value ->> ''target'',
           $2 #>> ''{fields,time,0}'', e.value ->> ''at'',
           $2 #>> ''{fields,event_id,0}'', e.value ->> ''id'',
           ''written_by'', ''daybook''
         ))
       from (
         select b.value ->> ''user_code'' as user_code, b.value -> ''session'' as session, k.kind, v.value
         from jsonb_array_elements($1 -> ''batches'') as b
         cross join lateral (values (''page_view'', b.value -> ''page_views''), (''click'', b.value -> ''clicks'')) as k(kind, list)
         cross join lateral jsonb_array_elements(nullif(k.list, ''null'')) as v
       ) as e
       order by 1
       on conflict do nothing',
      m #>> '{columns,id}', m #>> '{columns,user_code}', m #>> '{columns,event_type}', m #>> '{columns,event_data}'
    ) using payload, m;
  exception when others then
    raise warning 'the old table was not written: %', sqlerrm;
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
    r.user_code, r.old_date, r.event_type, r.has_session, r.old_page, r.page, r.old_target, r.target,
    coalesce(i.session_id, r.session_id) as session_id,
    r.old_date between p_from and p_to as was_counted,
    coalesce(r.own_group, h.group_code, '') as old_group,
    coalesce(s.group_code, '') as group_code,
    i.date, i.session_date, i.verdict,
    case
      when i.verdict in ('imported', 'dual_write') then
        case
          when r.old_date is null then 'undated'
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
    on s.user_code = i.user_code and s.date = i.session_date and s.session_id = i.session_id
  where r.event_type is not null;
  analyze pg_temp.legacy_compared;
end;
$$;

revoke all on function daybook.compared_rows(date, date) from public;

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
      c.user_code, c.old_date, c.event_type, c.old_page, c.page, c.old_target, c.target, c.old_group, c.group_code,
      c.date, c.verdict, c.class, c.was_counted, count(*) as rows
    from pg_temp.legacy_compared c
    where c.event_type <> 'session'
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
  ),
  events as (
    select
      k.user_code, k.old_date, k.date, k.verdict, k.class, k.was_counted, k.rows, n.metric, n.old_value, n.new_value,
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
    select e.user_code, e.old_date as date, e.metric, e.old_value as value, sum(e.rows)::bigint as old
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
    select m.user_code, m.old_date as date, m.metric, m.old_value as value, m.cause, -sum(m.rows)::bigint as explained
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
      select distinct c.user_code, c.session_id, c.old_date as date, true as is_old, false as is_new,
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
      ('group', e.group_code)
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

-- What Daybook's dashboard shows: daily rows of clean days, a count of dirty ones. Adds to pg_temp.legacy_entries.
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
    cross join lateral (values ('sessions', t.sessions), ('page_views', t.page_views), ('clicks', t.clicks)) as n(metric, new)
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
      (case when l.section = 'target' and l.scope = 'owner' then 'target' end, l.value, l.clicks),
      (case when l.section = 'page' and l.scope = 'owner' then 'page' end, l.value, l.page_views),
      (case when l.section = 'totals' and l.scope = 'group' then 'group' end, l.scope_code, l.page_views + l.clicks)
    ) as n(metric, value, new)
    where n.metric is not null
  )
  insert into pg_temp.legacy_entries (user_code, date, metric, value, new)
  select n.user_code, n.date, n.metric, n.value, n.new from new_numbers n;
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
create function daybook.comparison_report(p_from date, p_to date) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  not_imported bigint;
  considered bigint;
  result jsonb;
begin
  select count(*) filter (where c.was_counted), count(*) filter (where c.was_counted and c.verdict is null)
  into considered, not_imported
  from pg_temp.legacy_compared c;

  with causes as (
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
    'old_rows', considered,
    'not_imported', not_imported,
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

revoke all on function daybook.comparison_report(date, date) from public;

-- Old against new, per owner and day from p_from to p_to, both included: sessions, page views, clicks, clicks by target,
-- page views by page, page views and clicks by group. Old numbers are counted from the old table as its dashboard did:
-- days in UTC by arrival, names as they stand. New ones are what Daybook's dashboard shows. Each difference is put down
-- to the rows that cause it:
--   time_zone  the owner's day is another than the one in UTC        late       the event arrived on another day
--   duplicate  the same event stands in the old table twice          bot        not counted by Daybook
--   renamed    page without host and query, target by its one name   session_share  an event takes the group of its session
--   no_session rows without a session are visits of their own        midnight   a session belongs to the day it began
--   undated    the old row has no day                                new_events events that were never in the old table
--   and for rows that could not be mapped their reason.
-- What remains is `unexplained`; old rows that no import has considered are part of it.
-- Safe to run at any time. Keeps each (owner, day) in analytics_legacy_comparisons for the owner's members to see.
-- Returns { from, to, owners, days, old_rows, not_imported, metrics: [{ metric, old, new, explained, unexplained }],
--   differences: [{ user_code, date, metric, value, old, new, explained, unexplained }] }.
create function daybook.analytics_compare_legacy_metrics(p_from timestamptz, p_to timestamptz) returns jsonb
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
  perform daybook.compare_events(from_date, to_date);
  perform daybook.compare_sessions(from_date, to_date);
  perform daybook.compare_new_events(from_date, to_date);
  perform daybook.compare_shown_numbers(from_date, to_date);
  perform daybook.store_comparison(from_date, to_date);
  result := daybook.comparison_report(from_date, to_date);
  drop table pg_temp.legacy_compared, pg_temp.legacy_entries, pg_temp.legacy_cells;
  return result;
end;
$$;

revoke all on function daybook.analytics_compare_legacy_metrics(timestamptz, timestamptz) from public;
grant execute on function daybook.analytics_compare_legacy_metrics(timestamptz, timestamptz) to service_role;
alter function daybook.analytics_compare_legacy_metrics(timestamptz, timestamptz) set schema public;

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

-- Copies the old table to analytics_events_archive, compares counts and checksums, and only with
-- p_confirm = 'drop analytics_events' and only if both are equal drops it. Without the words nothing is removed. Safe to
-- run again: only rows that are missing in the archive are copied. The archive is for service_role; the old table's
-- policies and grants are noted and come back with analytics_restore_legacy_events.
-- Returns { archived, old: { rows, checksum }, archive: { rows, checksum }, matches, dropped }. 22023: other words.
create function daybook.analytics_archive_legacy_events(p_confirm text default null) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  id_column text := (select c.mapping #>> '{columns,id}' from public.analytics_legacy_mapping c where c.name = 'current');
  owned record;
  copied bigint;
  old_sum jsonb;
  archive_sum jsonb;
  matches boolean;
  dropped boolean := false;
  moment timestamptz := clock_timestamp();
begin
  if p_confirm is not null and p_confirm <> 'drop analytics_events' then
    raise exception 'to drop the old table say exactly: drop analytics_events' using errcode = '22023';
  end if;
  if to_regclass('public.analytics_events') is null then
    raise exception 'there is no table analytics_events to archive' using errcode = '42P01';
  end if;

  -- Nothing may arrive between the check and the drop.
  if p_confirm is not null then
    lock table public.analytics_events in access exclusive mode;
  end if;
  if to_regclass('public.analytics_events_archive') is null then
    create table public.analytics_events_archive (like public.analytics_events including all);
    alter table public.analytics_events_archive enable row level security;
    revoke all on public.analytics_events_archive from anon, authenticated;
    grant select on public.analytics_events_archive to service_role;
    insert into public.analytics_events_archive overriding system value select e.* from public.analytics_events e;
    get diagnostics copied = row_count;
    analyze public.analytics_events_archive;
  else
    execute format(
      'insert into public.analytics_events_archive overriding system value
       select e.* from public.analytics_events e
       where not exists (select 1 from public.analytics_events_archive a where a.%1$I = e.%1$I)',
      id_column
    );
    get diagnostics copied = row_count;
  end if;
  old_sum := daybook.legacy_checksum('analytics_events');
  archive_sum := daybook.legacy_checksum('analytics_events_archive');
  matches := old_sum = archive_sum;

  insert into public.analytics_legacy_archives as a (name, rows, checksum, rights)
  values (
    'analytics_events', (archive_sum ->> 'rows')::bigint, (archive_sum ->> 'checksum')::numeric, daybook.legacy_rights()
  )
  on conflict (name) do update
  set archived_at = excluded.archived_at, rows = excluded.rows, checksum = excluded.checksum, rights = excluded.rights;

  if p_confirm is not null and matches then
    -- A sequence of the old table's serial column lives on in the archive.
    for owned in
      select s.relname, a.attname
      from pg_catalog.pg_depend d
      join pg_catalog.pg_class s on s.oid = d.objid and s.relkind = 'S'
      join pg_catalog.pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
      where d.refobjid = 'public.analytics_events'::regclass and d.deptype = 'a'
    loop
      execute format('alter sequence public.%I owned by public.analytics_events_archive.%I', owned.relname, owned.attname);
    end loop;
    drop table public.analytics_events;
    update public.analytics_legacy_archives a set dropped_at = moment where a.name = 'analytics_events';
    dropped := true;
  end if;
  return jsonb_build_object(
    'archived', copied, 'old', old_sum, 'archive', archive_sum, 'matches', matches, 'dropped', dropped
  );
end;
$$;

revoke all on function daybook.analytics_archive_legacy_events(text) from public;
grant execute on function daybook.analytics_archive_legacy_events(text) to service_role;
alter function daybook.analytics_archive_legacy_events(text) set schema public;

-- The statements that give the archive, once it is analytics_events again, the rights and index names of the present one.
create function daybook.legacy_rights() returns text[]
language plpgsql stable
set search_path = ''
as $$
begin
  return array(
    select format('alter table public.analytics_events %s row level security', case when c.relrowsecurity then 'enable' else 'disable' end)
    from pg_catalog.pg_class c
    where c.oid = 'public.analytics_events'::regclass
  ) || 'revoke all on public.analytics_events from anon, authenticated, service_role'::text || array(
    select format(
      'grant %s on public.analytics_events to %s', g.privilege_type,
      case g.grantee when 0 then 'public' else quote_ident(pg_catalog.pg_get_userbyid(g.grantee)) end
    )
    from pg_catalog.pg_class c
    cross join lateral aclexplode(c.relacl) as g
    where c.oid = 'public.analytics_events'::regclass
    order by 1
  ) || array(
    select format(
      'create policy %I on public.analytics_events as %s for %s to %s%s%s', p.policyname, p.permissive, p.cmd,
      (select string_agg(case r.name when 'public' then 'public' else quote_ident(r.name) end, ', ') from unnest(p.roles) as r(name)),
      ' using (' || p.qual || ')', ' with check (' || p.with_check || ')'
    )
    from pg_catalog.pg_policies p
    where p.schemaname = 'public' and p.tablename = 'analytics_events'
    order by p.policyname
  ) || array(
    select distinct on (a.indexrelid) format('alter index public.%I rename to %I', i.relname, n.relname)
    from pg_catalog.pg_index o
    join pg_catalog.pg_class n on n.oid = o.indexrelid
    join pg_catalog.pg_index a
      on a.indrelid = to_regclass('public.analytics_events_archive')
      and regexp_replace(pg_catalog.pg_get_indexdef(a.indexrelid), 'INDEX .* USING', '')
        = regexp_replace(pg_catalog.pg_get_indexdef(o.indexrelid), 'INDEX .* USING', '')
    join pg_catalog.pg_class i on i.oid = a.indexrelid
    where o.indrelid = 'public.analytics_events'::regclass
    order by a.indexrelid, o.indexrelid
  );
end;
$$;

revoke all on function daybook.legacy_rights() from public;

-- Brings the archived table back as analytics_events, with its rows, indexes, policies and grants. Safe to run again.
-- Returns { restored }: false when the old table is still there.
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
  foreach statement in array (
    select a.rights from public.analytics_legacy_archives a where a.name = 'analytics_events'
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
-- days for the owner with the most rows, null without a member to ask as.
create function daybook.analytics_doctor_data() returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  claims text := current_setting('request.jwt.claims', true);
  subject text := current_setting('request.jwt.claim.sub', true);
  busiest record;
  started timestamptz;
  dashboard_ms numeric;
  recounted jsonb;
  old_rows bigint;
  undecided bigint;
begin
  select m.user_code, m.user_id
  into busiest
  from public.analytics_members m
  left join public.analytics_daily_user_stats s on s.user_code = m.user_code and s.date > current_date - 30
  group by m.user_code, m.user_id
  order by coalesce(sum(s.page_views), 0) desc, m.user_code
  limit 1;
  if busiest.user_code is not null then
    -- The two places where auth.uid() looks, depending on who put the request there.
    perform set_config('request.jwt.claims', jsonb_build_object('sub', busiest.user_id, 'role', 'authenticated')::text, true);
    perform set_config('request.jwt.claim.sub', busiest.user_id::text, true);
    started := clock_timestamp();
    perform public.analytics_dashboard(busiest.user_code, current_date - 29, current_date);
    dashboard_ms := round(extract(epoch from clock_timestamp() - started) * 1000);
    perform set_config('request.jwt.claims', coalesce(claims, ''), true);
    perform set_config('request.jwt.claim.sub', coalesce(subject, ''), true);
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
    'owner', coalesce(busiest.user_code, (select min(o.user_code) from public.analytics_owners o)),
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
