-- The share that a link means: { share_code, is_archived }, null when there is none. For service_role.
create function daybook.analytics_find_share(p_user_code text, p_share_code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('share_code', m.share_code, 'is_archived', m.is_archived)
    from daybook.meant_share(p_user_code, p_share_code) as m
  );
end;
$$;

revoke all on function daybook.analytics_find_share(text, text) from public;
grant execute on function daybook.analytics_find_share(text, text) to service_role;
alter function daybook.analytics_find_share(text, text) set schema public;
