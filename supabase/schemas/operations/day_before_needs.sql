-- Whether the day before still needs this day's raw events: it is not purged, or dirty, and one of its sessions did something
-- after midnight.
create function daybook.day_before_needs(p_user_code text, p_date date) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    exists (
      select 1
      from public.analytics_days b
      where b.user_code = p_user_code and b.date = p_date - 1 and b.purged_at is null
    ) or exists (
      select 1
      from public.analytics_dirty_days m
      where m.user_code = p_user_code and m.date = p_date - 1
    )
  ) and (
    exists (
      select 1
      from public.analytics_page_views v
      where v.user_code = p_user_code and v.date = p_date and v.session_date = p_date - 1
    ) or exists (
      select 1
      from public.analytics_clicks c
      where c.user_code = p_user_code and c.date = p_date and c.session_date = p_date - 1
    )
  );
end;
$$;

revoke all on function daybook.day_before_needs(text, date) from public;
