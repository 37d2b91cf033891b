-- Closes a link at once and for good. For owners and editors. Safe to repeat: the first moment stays. PT404: no such link.
create function daybook.analytics_revoke_link(p_user_code text, p_token_hash text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  moment timestamptz := clock_timestamp();
  name text;
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  update public.analytics_links l
  set revoked_at = moment
  where l.user_code = p_user_code and l.token_hash = p_token_hash and l.revoked_at is null
  returning l.label into name;
  if found then
    perform daybook.note_act(p_user_code, 'link_revoked', jsonb_build_object('link', name));
    return;
  end if;
  if not exists (
    select from public.analytics_links l where l.user_code = p_user_code and l.token_hash = p_token_hash
  ) then
    raise exception 'no such link' using errcode = 'PT404';
  end if;
end;
$$;

revoke all on function daybook.analytics_revoke_link(text, text) from public;
grant execute on function daybook.analytics_revoke_link(text, text) to authenticated;
alter function daybook.analytics_revoke_link(text, text) set schema public;
