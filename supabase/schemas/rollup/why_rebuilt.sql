-- Why the rows of some owners' day change at a rebuild, before it clears the marks: something was erased, or events came late. Who has
-- no marks is left out.
create function daybook.why_rebuilt(p_user_codes text[], p_date date)
returns table (user_code text, reason text)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select m.user_code, case when count(e.erasure_id) > 0 then 'erased' else 'late events' end
  from public.analytics_dirty_days m
  left join public.analytics_erasures e on e.user_code = m.user_code and e.kind in ('visit', 'days') and e.erasure_id = m.flush_id
  where m.user_code = any (p_user_codes) and m.date = p_date
  group by m.user_code;
end;
$$;

revoke all on function daybook.why_rebuilt(text[], date) from public;
