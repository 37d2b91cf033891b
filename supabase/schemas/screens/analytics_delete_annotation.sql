-- Takes a note away. For owners and editors. PT404: no such annotation.
create function daybook.analytics_delete_annotation(p_user_code text, p_annotation_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  noted public.analytics_annotations;
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  delete from public.analytics_annotations a
  where a.user_code = p_user_code and a.annotation_id = p_annotation_id
  returning * into noted;
  if noted.annotation_id is null then
    raise exception 'no such annotation' using errcode = 'PT404';
  end if;
  perform daybook.note_act(p_user_code, 'annotation_deleted', jsonb_build_object('date', noted.date, 'text', noted.text));
end;
$$;

revoke all on function daybook.analytics_delete_annotation(text, uuid) from public;
grant execute on function daybook.analytics_delete_annotation(text, uuid) to authenticated;
alter function daybook.analytics_delete_annotation(text, uuid) set schema public;
