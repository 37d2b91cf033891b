-- Why the rows of a day change at a rebuild, before it clears the marks: something was erased, events came late, or p_else.
create function daybook.why_rebuilt(p_user_code text, p_date date, p_else text) returns text
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select case when count(e.erasure_id) > 0 then 'erased' when count(*) > 0 then 'late events' else p_else end
    from public.analytics_dirty_days m
    left join public.analytics_erasures e on e.user_code = m.user_code and e.kind in ('visit', 'days') and e.erasure_id = m.flush_id
    where m.user_code = p_user_code and m.date = p_date
  );
end;
$$;

revoke all on function daybook.why_rebuilt(text, date, text) from public;
