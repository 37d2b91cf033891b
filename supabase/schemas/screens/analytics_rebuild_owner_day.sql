-- Counts one day anew from its raw events. For owners and editors. Safe to repeat, and beside the nightly run: see
-- rebuild_day. Returns { rebuilt: true, raw_events }, or { rebuilt: false } for a day whose raw events are
-- purged or lost, whose rows stay.
-- 22023: a day that has never had an event.
create function daybook.analytics_rebuild_owner_day(p_user_code text, p_date date) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  rebuilt jsonb;
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  if not exists (select 1 from public.analytics_days d where d.user_code = p_user_code and d.date = p_date)
    and not exists (select 1 from public.analytics_dirty_days m where m.user_code = p_user_code and m.date = p_date)
  then
    raise exception 'this day has no events' using errcode = '22023';
  end if;
  rebuilt := daybook.rebuild_day(p_user_code, p_date);
  perform daybook.note_act(
    p_user_code, 'day_rebuilt', jsonb_build_object('date', p_date, 'refused', rebuilt ? 'missing')
  );
  if rebuilt ? 'missing' then
    return jsonb_build_object('rebuilt', false);
  end if;
  return jsonb_build_object('rebuilt', true, 'raw_events', rebuilt -> 'raw_events');
end;
$$;

revoke all on function daybook.analytics_rebuild_owner_day(text, date) from public;
grant execute on function daybook.analytics_rebuild_owner_day(text, date) to authenticated;
alter function daybook.analytics_rebuild_owner_day(text, date) set schema public;
