-- Removes an owner and everything under its code: first who may see it, its groups and shares, so that nothing new comes in;
-- then events, numbers and notes, table by table and day by day, until p_budget is used up. Called again, it goes on. While
-- rows are left nobody gets the code. For service_role. Returns { removed: rows by table, done }. 22023: there is nothing under this code.
create function daybook.analytics_delete_owner(p_user_code text, p_budget interval default interval '5 seconds') returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  started timestamptz := clock_timestamp();
  removed jsonb;
  name text;
  part bigint;
begin
  if not exists (select from public.analytics_owners o where o.user_code = p_user_code)
    and daybook.first_table_of(p_user_code, true) is null
  then
    raise exception 'there is nothing under the owner code %', p_user_code using errcode = '22023';
  end if;
  delete from public.analytics_owners o where o.user_code = p_user_code;
  get diagnostics part = row_count;
  removed := jsonb_build_object('analytics_owners', part);

  loop
    name := daybook.first_table_of(p_user_code, true);
    exit when name is null or clock_timestamp() - started > p_budget;
    loop
      if name = 'analytics_share_previews' then
        delete from public.analytics_share_previews p where p.user_code = p_user_code;
      else
        execute format(
          'delete from public.%I t where t.user_code = $1
             and t.date is not distinct from (select min(r.date) from public.%I r where r.user_code = $1)',
          name, name
        ) using p_user_code;
      end if;
      get diagnostics part = row_count;
      exit when part = 0;
      removed := removed || jsonb_build_object(name, coalesce((removed ->> name)::bigint, 0) + part);
      exit when clock_timestamp() - started > p_budget;
    end loop;
  end loop;
  return jsonb_build_object('removed', removed, 'done', name is null);
end;
$$;

revoke all on function daybook.analytics_delete_owner(text, interval) from public;
grant execute on function daybook.analytics_delete_owner(text, interval) to service_role;
alter function daybook.analytics_delete_owner(text, interval) set schema public;
