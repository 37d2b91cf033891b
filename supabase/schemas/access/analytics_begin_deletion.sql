-- Begins to delete an owner: from here on nobody sees it, nothing comes in, and its code is nobody's until everything is gone. For
-- owners. analytics_continue_deletion does the rest; where nobody calls it, the nightly run does. Its audit log goes with it: who asked
-- stands in analytics_deletions until the end, and that it was deleted in the operators' log. Returns { rows }: about how many there are to remove.
create function daybook.analytics_begin_deletion(p_user_code text) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  held bigint;
  part bigint;
  name text;
  caller uuid;
begin
  perform daybook.require_member(p_user_code, array['owner']);
  caller := daybook.caller();
  -- Raw rows are known without counting them: those of the last rebuilds, and what the marks name.
  select coalesce(sum(d.raw_events) filter (where not d.is_emptied), 0) + count(*)
  into held
  from public.analytics_days d
  where d.user_code = p_user_code;
  select held + coalesce(sum(cardinality(m.view_ids) + cardinality(m.click_ids) + 1), 0)
  into held
  from public.analytics_dirty_days m
  where m.user_code = p_user_code;
  foreach name in array array[
    'analytics_daily_user_stats', 'analytics_daily_group_stats', 'analytics_daily_contact_stats',
    'analytics_daily_click_targets', 'analytics_daily_page_stats', 'analytics_daily_breakdowns', 'analytics_daily_ingest_stats'
  ] loop
    execute format('select count(*) from public.%I t where t.user_code = $1', name) into part using p_user_code;
    held := held + part;
  end loop;

  insert into public.analytics_deletions (user_code, name, requested_by, rows)
  select o.user_code, o.name, caller, held
  from public.analytics_owners o
  where o.user_code = p_user_code;
  delete from public.analytics_owners o where o.user_code = p_user_code;
  perform daybook.log_operation(
    p_user_code, 'owner_deletion_begun', jsonb_build_object('by', 'member', 'rows', held)
  );
  return jsonb_build_object('rows', held);
end;
$$;

revoke all on function daybook.analytics_begin_deletion(text) from public;
grant execute on function daybook.analytics_begin_deletion(text) to authenticated;
alter function daybook.analytics_begin_deletion(text) set schema public;
