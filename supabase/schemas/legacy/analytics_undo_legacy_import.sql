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
