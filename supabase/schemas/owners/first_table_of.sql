-- A table that holds events, numbers or notes under an owner code, whether or not the owner is there; null for none. Keys
-- begin with the code, so each look is one step into an index. p_with_old: also what is known of rows of the old table, which
-- may wait there for an owner that has not been made yet.
create function daybook.first_table_of(p_user_code text, p_with_old boolean default false) returns text
language plpgsql stable
set search_path = ''
as $$
declare
  name text;
  is_held boolean;
begin
  foreach name in array case when p_with_old then array['analytics_legacy_rows', 'analytics_legacy_comparisons'] else '{}' end || array[
    'analytics_sessions', 'analytics_page_views', 'analytics_clicks', 'analytics_daily_user_stats',
    'analytics_daily_group_stats', 'analytics_daily_contact_stats', 'analytics_daily_click_targets',
    'analytics_daily_page_stats', 'analytics_daily_breakdowns', 'analytics_daily_ingest_stats',
    'analytics_dirty_days', 'analytics_days',
    'analytics_daily_revisions', 'analytics_verifications', 'analytics_ingest_log', 'analytics_share_previews'
  ] loop
    continue when to_regclass('public.' || name) is null;
    execute format('select exists (select from public.%I t where t.user_code = $1)', name) into is_held using p_user_code;
    if is_held then
      return name;
    end if;
  end loop;
  return null;
end;
$$;

revoke all on function daybook.first_table_of(text, boolean) from public;
