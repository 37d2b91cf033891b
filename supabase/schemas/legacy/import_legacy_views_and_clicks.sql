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
