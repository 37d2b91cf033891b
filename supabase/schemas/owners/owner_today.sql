-- An owner's today, by the zone that its days follow now; null for an unknown owner.
create function daybook.owner_today(p_user_code text) returns date
language plpgsql stable
set search_path = ''
as $$
begin
  return daybook.day_at(p_user_code, now());
end;
$$;

revoke all on function daybook.owner_today(text) from public;
