-- Makes an owner's card here, or changes it; share links lead to it from then on. p_card's keys take the place of those that
-- were there, others stay. p_picture: a JPEG in base64, '' for none, null to keep what is there. For owners and editors. Safe
-- to repeat: it ends in the same rows. 23514: the name, the card's size or the picture is not valid; 22023: this is no base64.
create function daybook.analytics_save_card(p_user_code text, p_name text, p_card jsonb, p_picture text default null)
returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  moment timestamptz := now();
  picture bytea;
  hash text;
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  update public.analytics_owners o
  set name = btrim(p_name), card_url = null
  where o.user_code = p_user_code;
  insert into public.analytics_cards as c (user_code, card, changed_at)
  values (p_user_code, p_card, moment)
  on conflict (user_code) do update set card = c.card || excluded.card, changed_at = excluded.changed_at;
  if p_picture = '' then
    delete from public.analytics_card_pictures p where p.user_code = p_user_code;
  elsif p_picture is not null then
    begin
      picture := decode(p_picture, 'base64');
    exception when others then
      raise exception 'the picture is no base64' using errcode = '22023';
    end;
    hash := encode(sha256(picture), 'hex');
    insert into public.analytics_card_pictures (user_code, content)
    values (p_user_code, picture)
    on conflict (user_code) do update set content = excluded.content;
  end if;
  if p_picture is not null then
    update public.analytics_cards c set picture_hash = hash where c.user_code = p_user_code;
  end if;
  perform daybook.note_act(p_user_code, 'card_changed', jsonb_build_object('name', btrim(p_name)));
end;
$$;

revoke all on function daybook.analytics_save_card(text, text, jsonb, text) from public;
grant execute on function daybook.analytics_save_card(text, text, jsonb, text) to authenticated;
alter function daybook.analytics_save_card(text, text, jsonb, text) set schema public;
