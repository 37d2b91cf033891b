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
