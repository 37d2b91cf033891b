-- The calling member has read what is new: from now on it is counted anew. For members. Safe to repeat.
create function daybook.analytics_dismiss_news(p_user_code text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  caller uuid;
  moment timestamptz;
begin
  perform daybook.require_sight(p_user_code);
  caller := daybook.caller();
  moment := now();
  update public.analytics_member_looks l
  set since_at = moment, seen_at = moment
  where l.user_code = p_user_code and l.user_id = caller;
end;
$$;

revoke all on function daybook.analytics_dismiss_news(text) from public;
grant execute on function daybook.analytics_dismiss_news(text) to authenticated;
alter function daybook.analytics_dismiss_news(text) set schema public;
