-- The slices that a day has daily rows in: as the owner, group and contact rows of its last rebuild tell.
create function daybook.day_slices(p_user_code text, p_date date)
returns table (scope text, scope_code text)
language plpgsql stable
set search_path = ''
set enable_seqscan = off
as $$
begin
  return query
  select 'owner', ''
  union all
  select 'group', g.group_code
  from public.analytics_daily_group_stats g
  where g.user_code = p_user_code and g.date = p_date
  union all
  select 'contact', c.share_code
  from public.analytics_daily_contact_stats c
  where c.user_code = p_user_code and c.date = p_date;
end;
$$;

revoke all on function daybook.day_slices(text, date) from public;
