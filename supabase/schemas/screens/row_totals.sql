-- A row's numbers as one JSON object; null is what the daily tables do not keep for its kind.
create function daybook.row_totals(
  p_kind text,
  p_visitors numeric,
  p_sessions numeric,
  p_page_views numeric,
  p_clicks numeric,
  p_contacting_sessions numeric
)
returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return jsonb_build_object(
    'visitors', coalesce(p_visitors, 0),
    'sessions', coalesce(p_sessions, 0),
    'page_views', case when p_kind not in ('target', 'site') then coalesce(p_page_views, 0) end,
    'clicks', coalesce(p_clicks, 0),
    'contacting_sessions', case when p_kind not in ('target', 'site', 'page') then coalesce(p_contacting_sessions, 0) end
  );
end;
$$;

revoke all on function daybook.row_totals(text, numeric, numeric, numeric, numeric, numeric) from public;
