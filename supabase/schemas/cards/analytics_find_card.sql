-- The card for whoever opens its address, as daybook.card_of says. For service_role.
create function daybook.analytics_find_card(p_user_code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return daybook.card_of(p_user_code);
end;
$$;

revoke all on function daybook.analytics_find_card(text) from public;
grant execute on function daybook.analytics_find_card(text) to service_role;
alter function daybook.analytics_find_card(text) set schema public;
