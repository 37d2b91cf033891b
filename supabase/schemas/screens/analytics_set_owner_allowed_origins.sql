-- Sets which origins may send events; none: any. For owners and editors. Safe to repeat: it ends in the same row.
-- 22023: more than 50, or one longer than 300 characters.
create function daybook.analytics_set_owner_allowed_origins(p_user_code text, p_origins text[]) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  if cardinality(p_origins) > 50 or exists (select 1 from unnest(p_origins) as g(origin) where length(g.origin) > 300) then
    raise exception 'at most 50 origins of at most 300 characters' using errcode = '22023';
  end if;
  update public.analytics_owners o
  set allowed_origins = coalesce(p_origins, '{}')
  where o.user_code = p_user_code;
  perform daybook.note_act(p_user_code, 'origins_changed', jsonb_build_object('origins', cardinality(p_origins)));
end;
$$;

revoke all on function daybook.analytics_set_owner_allowed_origins(text, text[]) from public;
grant execute on function daybook.analytics_set_owner_allowed_origins(text, text[]) to authenticated;
alter function daybook.analytics_set_owner_allowed_origins(text, text[]) set schema public;
