-- Gives a share another contact and group; visits from now on belong to them. For owners and editors. Safe to repeat:
-- it ends in the same row. PT404: no such share; 23514 and 23503 as above.
create function daybook.analytics_change_share(p_user_code text, p_share_code text, p_contact text, p_group_code text)
returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  update public.analytics_shares s
  set contact = btrim(p_contact), group_code = nullif(p_group_code, '')
  where s.user_code = p_user_code
    and s.share_code = p_share_code;
  if not found then
    raise exception 'no such share' using errcode = 'PT404';
  end if;
  perform daybook.note_act(p_user_code, 'share_changed', jsonb_build_object(
    'share', p_share_code, 'contact', btrim(p_contact), 'group', nullif(p_group_code, '')
  ));
end;
$$;

revoke all on function daybook.analytics_change_share(text, text, text, text) from public;
grant execute on function daybook.analytics_change_share(text, text, text, text) to authenticated;
alter function daybook.analytics_change_share(text, text, text, text) set schema public;
