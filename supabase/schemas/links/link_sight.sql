-- What a link shows. PT404 for one that is unknown, revoked or has expired: which of them is not told.
create function daybook.link_sight(p_user_code text, p_token_hash text) returns daybook.sight
language plpgsql stable
set search_path = ''
as $$
declare
  link public.analytics_links;
  sight daybook.sight;
begin
  select * into link
  from public.analytics_links l
  where l.user_code = p_user_code and l.token_hash = p_token_hash
    and l.revoked_at is null and coalesce(l.expires_at > now(), true);
  if not found then
    raise exception 'this link is not open' using errcode = 'PT404';
  end if;
  sight.user_code := link.user_code;
  sight.role := 'viewer';
  if link.group_code is not null or link.share_code is not null then
    sight.groups := array_remove(array[link.group_code], null);
    sight.shares := array_remove(array[link.share_code], null);
  end if;
  sight.names := link.names;
  sight.from_date := link.from_date;
  sight.to_date := link.to_date;
  return sight;
end;
$$;

revoke all on function daybook.link_sight(text, text) from public;
