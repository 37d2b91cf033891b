-- Sets for how many days raw events are kept; null: for good. For owners only, since it ends in deleting. Safe to
-- repeat: it ends in the same row. 23514: fewer than 8 days or more than 3660.
create function daybook.analytics_set_owner_retention(p_user_code text, p_days integer) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner']);
  update public.analytics_owners o
  set retention_days = p_days
  where o.user_code = p_user_code;
  perform daybook.note_act(p_user_code, 'retention_changed', jsonb_build_object('days', p_days));
end;
$$;

revoke all on function daybook.analytics_set_owner_retention(text, integer) from public;
grant execute on function daybook.analytics_set_owner_retention(text, integer) to authenticated;
alter function daybook.analytics_set_owner_retention(text, integer) set schema public;
