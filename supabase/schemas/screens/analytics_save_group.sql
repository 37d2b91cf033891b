-- Makes a group, or gives the one that has this code another name. For owners and editors. Safe to repeat: it ends in
-- the same row. 23514: code or name is not valid.
create function daybook.analytics_save_group(p_user_code text, p_group_code text, p_name text) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  -- Saving what is saved already is no act.
  if exists (
    select 1
    from public.analytics_groups g
    where g.user_code = p_user_code and g.group_code = p_group_code and g.name = btrim(p_name)
  ) then
    return;
  end if;
  insert into public.analytics_groups as g (user_code, group_code, name)
  values (p_user_code, p_group_code, btrim(p_name))
  on conflict (user_code, group_code) do update
  set name = excluded.name;
  perform daybook.note_act(
    p_user_code, 'group_saved', jsonb_build_object('group', p_group_code, 'name', btrim(p_name))
  );
end;
$$;

revoke all on function daybook.analytics_save_group(text, text, text) from public;
grant execute on function daybook.analytics_save_group(text, text, text) to authenticated;
alter function daybook.analytics_save_group(text, text, text) set schema public;
