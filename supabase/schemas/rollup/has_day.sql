-- Whether there is anything of one (owner, day): a mark, a note of a rebuild, or raw events.
create function daybook.has_day(p_user_code text, p_date date) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return exists (select 1 from public.analytics_dirty_days d where d.user_code = p_user_code and d.date = p_date)
    or exists (select 1 from public.analytics_days d where d.user_code = p_user_code and d.date = p_date)
    or exists (select 1 from public.analytics_sessions s where s.user_code = p_user_code and s.date = p_date)
    or exists (select 1 from public.analytics_page_views v where v.user_code = p_user_code and v.date = p_date)
    or exists (select 1 from public.analytics_clicks c where c.user_code = p_user_code and c.date = p_date);
end;
$$;

revoke all on function daybook.has_day(text, date) from public;
