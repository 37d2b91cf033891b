-- Saves conditions under a name, or other ones under a name that there is. For owners and editors. Safe to repeat: it ends in the
-- same row. 22023: no conditions, or more than 100 segments; 23514: the name is not valid.
create function daybook.analytics_save_segment(p_user_code text, p_name text, p_filters jsonb) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  wanted_name text := btrim(p_name);
  conditions jsonb;
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  conditions := daybook.known_filters(p_filters);
  if conditions is null then
    raise exception 'a segment has at least one condition' using errcode = '22023';
  end if;
  if not exists (
    select from public.analytics_segments s where s.user_code = p_user_code and s.name = wanted_name
  ) and (select count(*) from public.analytics_segments s where s.user_code = p_user_code) >= 100 then
    raise exception 'an owner has at most 100 segments' using errcode = '22023';
  end if;
  insert into public.analytics_segments as s (user_code, name, filters)
  values (p_user_code, wanted_name, conditions)
  on conflict (user_code, name) do update
  set filters = excluded.filters;
  perform daybook.note_act(p_user_code, 'segment_saved', jsonb_build_object('name', wanted_name));
end;
$$;

revoke all on function daybook.analytics_save_segment(text, text, jsonb) from public;
grant execute on function daybook.analytics_save_segment(text, text, jsonb) to authenticated;
alter function daybook.analytics_save_segment(text, text, jsonb) set schema public;
