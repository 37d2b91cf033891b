-- The values that the daily rows of one (owner, day) hold by name, of each breakdown: 'page', 'target' or a dimension.
create function daybook.named_values(p_user_code text, p_date date)
returns table (dimension text, value text)
language plpgsql stable
set search_path = ''
set enable_seqscan = off
as $$
begin
  return query
  select n.dimension, n.value
  from (
    select 'page' as dimension, t.page as value
    from public.analytics_daily_page_stats t
    where t.user_code = p_user_code and t.date = p_date
    union all
    select 'target', t.target
    from public.analytics_daily_click_targets t
    where t.user_code = p_user_code and t.date = p_date
    union all
    select t.dimension, t.value
    from public.analytics_daily_dimension_stats t
    where t.user_code = p_user_code and t.scope = 'owner' and t.scope_code = '' and t.date = p_date and t.dimension <> 'hour'
  ) as n
  where n.value <> '(other)';
end;
$$;

revoke all on function daybook.named_values(text, date) from public;
