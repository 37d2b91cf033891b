-- A card's picture in base64, if it is still the one with this hash; else null. For service_role.
create function daybook.analytics_card_picture(p_user_code text, p_hash text) returns text
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (
    select encode(p.content, 'base64')
    from public.analytics_card_pictures p
    join public.analytics_cards c on c.user_code = p.user_code
    where p.user_code = p_user_code and c.picture_hash = p_hash
  );
end;
$$;

revoke all on function daybook.analytics_card_picture(text, text) from public;
grant execute on function daybook.analytics_card_picture(text, text) to service_role;
alter function daybook.analytics_card_picture(text, text) set schema public;
