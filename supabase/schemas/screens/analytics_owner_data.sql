-- What the data page shows, as one JSON value: the days from p_from to p_to, as data_days tells of them, what rebuilds changed,
-- erasures that are not finished, and table sizes. For members. Accounting goes by the day of arrival, counting by the day of the event. `late`: page views and
-- clicks that came after their day had been closed, as its revisions and the marks since then tell; `waiting`: those of them
-- that no rebuild has counted yet. Table sizes are only given where the database has one owner, since they would tell of
-- others. 22023: more than 400 days, or out of order.
create function daybook.analytics_owner_data(p_user_code text, p_from date default null, p_to date default null) returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
as $$
declare
  caller_role text := daybook.require_member(p_user_code);
  today date := daybook.owner_today(p_user_code);
  to_date date := least(coalesce(p_to, today), today);
  from_date date := coalesce(p_from, to_date - 29);
  is_alone boolean := (select count(*) from (select 1 from public.analytics_owners limit 2) as o) = 1;
  answer jsonb;
begin
  if from_date > to_date or to_date - from_date >= 400 then
    raise exception 'a period may span 400 days' using errcode = '22023';
  end if;

  select jsonb_build_object(
    'role', caller_role,
    'owner', (
      select jsonb_build_object('user_code', o.user_code, 'name', o.name, 'time_zone', o.time_zone)
      from public.analytics_owners o
      where o.user_code = p_user_code
    ),
    'period', jsonb_build_object('from', from_date, 'to', to_date, 'today', today),
    'days', daybook.data_days(p_user_code, from_date, to_date),
    'revisions', daybook.latest_revisions(p_user_code, from_date, to_date),
    'erasures', daybook.open_erasures(p_user_code),
    'tables', case when is_alone then (
      select jsonb_agg(
        jsonb_build_object('table', t.tablename, 'size', t.size, 'bytes', t.bytes) order by t.bytes desc, t.tablename
      )
      from public.analytics_table_sizes t
    ) end,
    'computed_at', now()
  )
  into answer;
  return answer;
end;
$$;

revoke all on function daybook.analytics_owner_data(text, date, date) from public;
grant execute on function daybook.analytics_owner_data(text, date, date) to authenticated;
alter function daybook.analytics_owner_data(text, date, date) set schema public;
