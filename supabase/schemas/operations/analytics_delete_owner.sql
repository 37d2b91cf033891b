-- Removes an owner and everything under its code: first who may see it, its groups and shares, so that nothing new comes in;
-- then events, numbers and notes, table by table, day by day and big days in steps, one at least, until p_budget is used up. Called
-- again, it goes on. Its beginning and its end stand in the operators' log. While rows are left nobody gets the code. For service_role. Returns { removed: rows by table, done }. 22023: there is nothing
-- under this code.
create function daybook.analytics_delete_owner(p_user_code text, p_budget interval default interval '5 seconds') returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  rows_of_a_step constant integer := 20000;
  started timestamptz := clock_timestamp();
  removed jsonb;
  name text;
  key text;
  first_day date;
  last uuid;
  part bigint;
  all_removed bigint := 0;
  former bigint;
begin
  if not exists (select from public.analytics_owners o where o.user_code = p_user_code)
    and not exists (select from public.analytics_deletions d where d.user_code = p_user_code)
    and daybook.first_table_of(p_user_code, true) is null
  then
    raise exception 'there is nothing under the owner code %', p_user_code using errcode = '22023';
  end if;
  delete from public.analytics_owners o where o.user_code = p_user_code;
  get diagnostics part = row_count;
  removed := jsonb_build_object('analytics_owners', part);
  all_removed := part;
  if part > 0 then
    perform daybook.log_operation(p_user_code, 'owner_deletion_begun', '{"by": "operator"}');
  end if;
  -- Days first and in their order, as everybody takes them who counts or erases: also those that were never counted, which whoever
  -- counts them at this moment makes where nobody else sees it yet. What is there is locked by this and stays as it is.
  insert into public.analytics_days as t (user_code, date)
  select p_user_code, k.date
  from (
    select d.date from public.analytics_days d where d.user_code = p_user_code
    union
    select m.date from public.analytics_dirty_days m where m.user_code = p_user_code
  ) as k
  order by k.date
  on conflict on constraint analytics_days_pkey do update set computed_at = excluded.computed_at
  where false;

  loop
    name := daybook.first_table_of(p_user_code, true);
    exit when name is null or all_removed > 0 and clock_timestamp() - started > p_budget;
    key := case name
      when 'analytics_sessions' then 'session_id'
      when 'analytics_page_views' then 'event_id'
      when 'analytics_clicks' then 'event_id'
    end;
    loop
      if name = 'analytics_share_previews' then
        delete from public.analytics_share_previews p where p.user_code = p_user_code;
      else
        execute format('select min(t.date) from public.%I t where t.user_code = $1', name) into first_day using p_user_code;
        if key is null then
          execute format(
            'delete from public.%I t where t.user_code = $1 and t.date is not distinct from $2', name
          ) using p_user_code, first_day;
        else
          -- Up to the last of them in the order of the key, as purge_day does it.
          execute format(
            'select t.%2$I from public.%1$I t where t.user_code = $1 and t.date = $2 order by t.%2$I offset $3 - 1 limit 1',
            name, key
          ) using p_user_code, first_day, rows_of_a_step into last;
          execute format(
            'delete from public.%1$I t where t.user_code = $1 and t.date = $2 and ($3 is null or t.%2$I <= $3)', name, key
          ) using p_user_code, first_day, last;
        end if;
      end if;
      get diagnostics part = row_count;
      exit when part = 0;
      all_removed := all_removed + part;
      removed := removed || jsonb_build_object(name, coalesce((removed ->> name)::bigint, 0) + part);
      exit when clock_timestamp() - started > p_budget;
    end loop;
  end loop;

  if name is null then
    delete from public.analytics_deletions d where d.user_code = p_user_code returning d.removed into former;
    perform daybook.log_operation(
      p_user_code, 'owner_deleted', jsonb_build_object('rows', coalesce(former, 0) + all_removed)
    );
  else
    update public.analytics_deletions d set removed = d.removed + all_removed where d.user_code = p_user_code;
  end if;
  return jsonb_build_object('removed', removed, 'done', name is null);
end;
$$;

revoke all on function daybook.analytics_delete_owner(text, interval) from public;
grant execute on function daybook.analytics_delete_owner(text, interval) to service_role;
alter function daybook.analytics_delete_owner(text, interval) set schema public;
