-- Takes the import of one (owner, day) back, also of the rows that belong to no day (p_date null). Returns how many old
-- rows it forgot. A purged day keeps its daily rows: its raw events are gone already.
create function daybook.undo_legacy_day(p_user_code text, p_date date) returns bigint
language plpgsql security definer
set search_path = ''
as $$
declare
  touched daybook.legacy_day[];
  forgotten bigint;
begin
  select array_agg(distinct (r.user_code, r.date)::daybook.legacy_day)
  into touched
  from public.analytics_legacy_rows r
  left join public.analytics_days d on d.user_code = r.user_code and d.date = r.date
  where r.user_code = p_user_code and r.date = p_date and r.verdict in ('imported', 'duplicate') and d.purged_at is null;
  if touched is not null then
    perform daybook.claim_legacy_days(touched);
  end if;

  delete from public.analytics_page_views v
  using public.analytics_legacy_rows r
  where r.user_code = p_user_code and r.date = p_date and r.verdict = 'imported'
    and v.user_code = r.user_code and v.date = r.date and v.event_id = r.event_id;
  delete from public.analytics_clicks v
  using public.analytics_legacy_rows r
  where r.user_code = p_user_code and r.date = p_date and r.verdict = 'imported'
    and v.user_code = r.user_code and v.date = r.date and v.event_id = r.event_id;
  delete from public.analytics_sessions s
  using public.analytics_legacy_rows r
  where r.user_code = p_user_code and r.date = p_date and r.verdict = 'imported'
    and s.user_code = r.user_code and s.date = r.date and s.session_id = r.session_id;
  -- What is taken out on purpose is not missing when the day is counted anew, nor the one before, whose visits went on.
  update public.analytics_days d
  set raw_events = case d.date when p_date then 0 else d.raw_events end, visit_events = 0
  where d.user_code = p_user_code and d.date between p_date - 1 and p_date and d.purged_at is null and touched is not null;
  delete from public.analytics_legacy_rows r
  where r.user_code = p_user_code and r.date is not distinct from p_date and r.verdict <> 'dual_write';
  get diagnostics forgotten = row_count;

  if touched is not null then
    perform daybook.mark_legacy_days(touched, 'import of the old system taken back');
  end if;
  return forgotten;
end;
$$;

revoke all on function daybook.undo_legacy_day(text, date) from public;
