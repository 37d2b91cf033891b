-- Forgets a segment. For owners and editors. PT404: there is none of this name.
create function daybook.analytics_delete_segment(p_user_code text, p_name text) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  delete from public.analytics_segments s where s.user_code = p_user_code and s.name = p_name;
  if not found then
    raise exception 'no such segment' using errcode = 'PT404';
  end if;
  perform daybook.note_act(p_user_code, 'segment_deleted', jsonb_build_object('name', p_name));
end;
$$;

revoke all on function daybook.analytics_delete_segment(text, text) from public;
grant execute on function daybook.analytics_delete_segment(text, text) to authenticated;
alter function daybook.analytics_delete_segment(text, text) set schema public;
