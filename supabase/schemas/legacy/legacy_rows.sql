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
