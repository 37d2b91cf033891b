-- Makes a share. For owners and editors. Not twice: 23505 says that the code is taken. 23514: code or contact is not
-- valid; 23503: no such group.
create function daybook.analytics_create_share(
  p_user_code text,
  p_share_code text,
  p_contact text default '',
  p_group_code text default null
)
returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  insert into public.analytics_shares (user_code, share_code, contact, group_code)
  values (p_user_code, p_share_code, btrim(p_contact), nullif(p_group_code, ''));
  perform daybook.note_act(p_user_code, 'share_created', jsonb_build_object(
    'share', p_share_code, 'contact', btrim(p_contact), 'group', nullif(p_group_code, '')
  ));
end;
$$;

revoke all on function daybook.analytics_create_share(text, text, text, text) from public;
grant execute on function daybook.analytics_create_share(text, text, text, text) to authenticated;
alter function daybook.analytics_create_share(text, text, text, text) set schema public;
