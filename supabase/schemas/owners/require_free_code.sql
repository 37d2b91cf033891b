-- Refuses, with 23505, to make an owner of a code whose former owner is being deleted, or has left rows under it.
create function daybook.require_free_code(p_user_code text) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if not exists (select from public.analytics_owners o where o.user_code = p_user_code)
    and (
      exists (select from public.analytics_deletions d where d.user_code = p_user_code)
      or daybook.first_table_of(p_user_code) is not null
    )
  then
    raise exception 'what a former owner left under the code % is still there: select analytics_delete_owner(''%'')',
      p_user_code, p_user_code
      using errcode = '23505';
  end if;
end;
$$;

revoke all on function daybook.require_free_code(text) from public;
