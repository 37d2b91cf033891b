-- The slices that some owners have daily rows in of one date: as the owner, group and contact rows of the last rebuild tell.
create function daybook.day_slices(p_user_codes text[], p_date date)
returns table (user_code text, scope text, scope_code text)
language plpgsql stable
set search_path = ''
set enable_seqscan = off
as $$
begin
  return query
  select o.user_code, 'owner', ''
  from unnest(p_user_codes) as o(user_code)
  union all
  select g.user_code, 'group', g.group_code
  from public.analytics_daily_group_stats g
  where g.user_code = any (p_user_codes) and g.date = p_date
  union all
  select c.user_code, 'contact', c.share_code
  from public.analytics_daily_contact_stats c
  where c.user_code = any (p_user_codes) and c.date = p_date;
end;
$$;

revoke all on function daybook.day_slices(text[], date) from public;
