-- Goes on with an erasure for about p_budget, as erase_days says. For owners. PT404: no such erasure.
create function daybook.analytics_continue_erasure(
  p_user_code text,
  p_erasure_id uuid,
  p_budget interval default interval '2 seconds'
)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner']);
  return daybook.erase_days(p_user_code, p_erasure_id, p_budget);
end;
$$;

revoke all on function daybook.analytics_continue_erasure(text, uuid, interval) from public;
grant execute on function daybook.analytics_continue_erasure(text, uuid, interval) to authenticated;
alter function daybook.analytics_continue_erasure(text, uuid, interval) set schema public;
