-- How many events, page views and clicks, a day has in raw, counted. A session is no event.
create function daybook.raw_events(p_user_code text, p_date date) returns bigint
language plpgsql stable
set search_path = ''
as $$
begin
  return (select count(*) from public.analytics_page_views r where r.user_code = p_user_code and r.date = p_date)
    + (select count(*) from public.analytics_clicks r where r.user_code = p_user_code and r.date = p_date);
end;
$$;

revoke all on function daybook.raw_events(text, date) from public;
