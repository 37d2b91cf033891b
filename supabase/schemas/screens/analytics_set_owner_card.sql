-- Sets the owner's name and the address that share links lead to; null: Daybook's own card. For owners and editors. Safe
-- to repeat: it ends in the same row. 23514: name or address is not valid.
create function daybook.analytics_set_owner_card(p_user_code text, p_name text, p_card_url text) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  update public.analytics_owners o
  set name = btrim(p_name), card_url = nullif(btrim(p_card_url), '')
  where o.user_code = p_user_code;
  perform daybook.note_act(p_user_code, 'card_changed', jsonb_build_object(
    'name', btrim(p_name), 'card_url', nullif(btrim(p_card_url), '')
  ));
end;
$$;

revoke all on function daybook.analytics_set_owner_card(text, text, text) from public;
grant execute on function daybook.analytics_set_owner_card(text, text, text) to authenticated;
alter function daybook.analytics_set_owner_card(text, text, text) set schema public;
