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
