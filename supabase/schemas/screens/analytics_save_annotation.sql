-- Notes something at a day, or with p_annotation_id changes what is noted. For owners and editors. Returns its id. 23514: the day or
-- the text is not valid; PT404: no such annotation; 22023: the owner has 1,000 already.
create function daybook.analytics_save_annotation(p_user_code text, p_annotation_id uuid, p_date date, p_text text) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  saved uuid;
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  if p_annotation_id is not null then
    update public.analytics_annotations a
    set date = p_date, text = btrim(p_text)
    where a.user_code = p_user_code and a.annotation_id = p_annotation_id
    returning a.annotation_id into saved;
    if saved is null then
      raise exception 'no such annotation' using errcode = 'PT404';
    end if;
  else
    if (select count(*) from public.analytics_annotations a where a.user_code = p_user_code) >= 1000 then
      raise exception 'a card has room for 1,000 notes' using errcode = '22023';
    end if;
    insert into public.analytics_annotations (user_code, date, text)
    values (p_user_code, p_date, btrim(p_text))
    returning annotation_id into saved;
  end if;
  perform daybook.note_act(
    p_user_code, case when p_annotation_id is null then 'annotation_created' else 'annotation_changed' end,
    jsonb_build_object('date', p_date, 'text', btrim(p_text))
  );
  return saved;
end;
$$;

revoke all on function daybook.analytics_save_annotation(text, uuid, date, text) from public;
grant execute on function daybook.analytics_save_annotation(text, uuid, date, text) to authenticated;
alter function daybook.analytics_save_annotation(text, uuid, date, text) set schema public;
