-- Makes many shares at once, and the groups that they name, all or none. p_groups: [{ group_code, name }], p_shares:
-- [{ share_code, contact, group_code }]. What exists already stays as it is, so a repeat changes nothing. For owners and
-- editors. Returns { shares, groups }: how many were made. 22023: more than 2,000 shares.
create function daybook.analytics_import_shares(p_user_code text, p_groups jsonb, p_shares jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  made_groups bigint;
  made_shares bigint;
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  if jsonb_array_length(p_shares) > 2000 then
    raise exception 'at most 2000 shares can be made at once' using errcode = '22023';
  end if;

  insert into public.analytics_groups (user_code, group_code, name)
  select p_user_code, g.value ->> 'group_code', btrim(g.value ->> 'name')
  from jsonb_array_elements(p_groups) as g(value)
  order by 2
  on conflict (user_code, group_code) do nothing;
  get diagnostics made_groups = row_count;

  insert into public.analytics_shares (user_code, share_code, contact, group_code)
  select
    p_user_code, s.value ->> 'share_code', btrim(coalesce(s.value ->> 'contact', '')),
    nullif(s.value ->> 'group_code', '')
  from jsonb_array_elements(p_shares) as s(value)
  order by 2
  on conflict (user_code, share_code) do nothing;
  get diagnostics made_shares = row_count;

  return jsonb_build_object('shares', made_shares, 'groups', made_groups);
end;
$$;

revoke all on function daybook.analytics_import_shares(text, jsonb, jsonb) from public;
grant execute on function daybook.analytics_import_shares(text, jsonb, jsonb) to authenticated;
alter function daybook.analytics_import_shares(text, jsonb, jsonb) set schema public;
