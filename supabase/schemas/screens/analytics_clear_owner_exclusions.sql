-- Forgets every excluded address. For owners and editors. Safe to repeat: none stay none.
create function daybook.analytics_clear_owner_exclusions(p_user_code text) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  update public.analytics_owners o
  set excluded_addresses = '{}'
  where o.user_code = p_user_code;
  perform daybook.note_act(p_user_code, 'exclusions_cleared');
end;
$$;

revoke all on function daybook.analytics_clear_owner_exclusions(text) from public;
grant execute on function daybook.analytics_clear_owner_exclusions(text) to authenticated;
alter function daybook.analytics_clear_owner_exclusions(text) set schema public;
