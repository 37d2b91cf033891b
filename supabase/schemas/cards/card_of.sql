-- What an owner's card shows: { user_code, name, card_url, card, picture_hash }, the last two null where none was made here;
-- null for an unknown owner.
create function daybook.card_of(p_user_code text) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'user_code', o.user_code,
      'name', o.name,
      'card_url', o.card_url,
      'card', c.card,
      'picture_hash', c.picture_hash
    )
    from public.analytics_owners o
    left join public.analytics_cards c on c.user_code = o.user_code
    where o.user_code = p_user_code
  );
end;
$$;

revoke all on function daybook.card_of(text) from public;
