-- The seven totals as one JSON object.
create function daybook.totals(
  p_visitors numeric,
  p_sessions numeric,
  p_page_views numeric,
  p_clicks numeric,
  p_contacting_sessions numeric,
  p_bounces numeric,
  p_duration_seconds numeric
)
returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'visitors', coalesce(p_visitors, 0),
    'sessions', coalesce(p_sessions, 0),
    'page_views', coalesce(p_page_views, 0),
    'clicks', coalesce(p_clicks, 0),
    'contacting_sessions', coalesce(p_contacting_sessions, 0),
    'bounces', coalesce(p_bounces, 0),
    'duration_seconds', coalesce(p_duration_seconds, 0)
  );
end;
$$;

revoke all on function daybook.totals(numeric, numeric, numeric, numeric, numeric, numeric, numeric) from public;
