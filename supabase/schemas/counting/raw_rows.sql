-- How many raw rows a day has, counted. Of a clean day analytics_days knows it.
create function daybook.raw_rows(p_user_code text, p_date date) returns bigint
language plpgsql stable
set search_path = ''
as $$
begin
  return (select count(*) from public.analytics_sessions r where r.user_code = p_user_code and r.date = p_date)
    + daybook.raw_events(p_user_code, p_date);
end;
$$;

revoke all on function daybook.raw_rows(text, date) from public;
