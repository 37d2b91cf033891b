-- Goes on for two seconds with an owner that the caller has begun to delete; while somebody else is at work on it, only looks.
-- Returns { rows, removed, done }. 42501 for everyone else; done, too, for an owner that is gone already: its code may be anybody's by
-- then, so nothing more is said of it.
create function daybook.analytics_continue_deletion(p_user_code text) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
  deletion public.analytics_deletions;
begin
  if caller is null then
    raise exception 'sign in first' using errcode = '42501';
  end if;
  select * into deletion from public.analytics_deletions d where d.user_code = p_user_code;
  if found and deletion.requested_by is distinct from caller then
    raise exception 'not a member of this owner' using errcode = '42501';
  end if;
  perform 1 from public.analytics_deletions d where d.user_code = p_user_code for update skip locked;
  if found then
    perform public.analytics_delete_owner(p_user_code, interval '2 seconds');
  end if;
  select * into deletion from public.analytics_deletions d where d.user_code = p_user_code;
  return jsonb_build_object(
    'rows', coalesce(deletion.rows, 0), 'removed', coalesce(deletion.removed, 0), 'done', deletion.user_code is null
  );
end;
$$;

revoke all on function daybook.analytics_continue_deletion(text) from public;
grant execute on function daybook.analytics_continue_deletion(text) to authenticated;
alter function daybook.analytics_continue_deletion(text) set schema public;
