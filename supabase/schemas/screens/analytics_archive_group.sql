-- Puts a group away, or takes it out again. Its shares, their links and its numbers stay. For owners and editors. Safe
-- to repeat: the first moment stays. PT404: no such group.
create function daybook.analytics_archive_group(p_user_code text, p_group_code text, p_archived boolean) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  moment timestamptz := clock_timestamp();
  group_name text;
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  update public.analytics_groups g
  set archived_at = case when p_archived then coalesce(g.archived_at, moment) end
  where g.user_code = p_user_code
    and g.group_code = p_group_code
  returning g.name into group_name;
  if not found then
    raise exception 'no such group' using errcode = 'PT404';
  end if;
  perform daybook.note_act(
    p_user_code, case when p_archived then 'group_archived' else 'group_restored' end,
    jsonb_build_object('group', p_group_code, 'name', group_name)
  );
end;
$$;

revoke all on function daybook.analytics_archive_group(text, text, boolean) from public;
grant execute on function daybook.analytics_archive_group(text, text, boolean) to authenticated;
alter function daybook.analytics_archive_group(text, text, boolean) set schema public;
