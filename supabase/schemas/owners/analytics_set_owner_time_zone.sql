-- Changes the zone of an owner's days, for owners and editors, as switch_time_zone does. Returns { time_zone, takes_effect_at }.
create function daybook.analytics_set_owner_time_zone(p_user_code text, p_time_zone text) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  switch_at timestamptz;
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  switch_at := daybook.switch_time_zone(p_user_code, p_time_zone);
  perform daybook.note_act(p_user_code, 'time_zone_changed', jsonb_build_object('time_zone', p_time_zone));
  return jsonb_build_object('time_zone', p_time_zone, 'takes_effect_at', switch_at);
end;
$$;

revoke all on function daybook.analytics_set_owner_time_zone(text, text) from public;
grant execute on function daybook.analytics_set_owner_time_zone(text, text) to authenticated;
alter function daybook.analytics_set_owner_time_zone(text, text) set schema public;
