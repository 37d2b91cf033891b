-- An owner's today, by the time zone of its days; null for an unknown owner. The one clock of every screen.
create function daybook.owner_today(p_user_code text) returns date
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select (now() at time zone o.time_zone)::date
    from public.analytics_owners o
    where o.user_code = p_user_code
  );
end;
$$;

revoke all on function daybook.owner_today(text) from public;
