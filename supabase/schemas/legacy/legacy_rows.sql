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
