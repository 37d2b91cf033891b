-- The card for the screen that changes it: what daybook.card_of says, and the caller's role. For members.
create function daybook.analytics_owner_card(p_user_code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller_role text := daybook.require_member(p_user_code);
begin
  return daybook.card_of(p_user_code) || jsonb_build_object('role', caller_role);
end;
$$;

revoke all on function daybook.analytics_owner_card(text) from public;
grant execute on function daybook.analytics_owner_card(text) to authenticated;
alter function daybook.analytics_owner_card(text) set schema public;
