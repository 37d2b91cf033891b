-- The secret for the visitor pseudonyms of a day, base64, made on first use by whoever is first; null once the day has
-- been over everywhere for 48 hours, or lies more than two days ahead. Removes salts that are due.
create function daybook.analytics_visitor_salt(p_date date) returns text
language plpgsql security definer
set search_path = ''
as $$
declare
  today date := (now() at time zone 'Etc/GMT+12')::date;
begin
  perform daybook.purge_salts();
  if p_date < today - 2 or p_date > today + 3 then
    return null;
  end if;
  insert into public.analytics_visitor_salts (date, salt)
  values (p_date, decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'))
  on conflict (date) do nothing;
  return (select encode(s.salt, 'base64') from public.analytics_visitor_salts s where s.date = p_date);
end;
$$;

revoke all on function daybook.analytics_visitor_salt(date) from public;
grant execute on function daybook.analytics_visitor_salt(date) to service_role;
alter function daybook.analytics_visitor_salt(date) set schema public;
