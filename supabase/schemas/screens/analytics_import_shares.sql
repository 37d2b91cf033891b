-- Makes many shares at once, and the groups that they name, all or none. p_groups: [{ group_code, name, archived }], p_shares:
-- [{ share_code, contact, group_code, archived, created_at }], of which `archived` and a `created_at` that has been may be
-- missing. What exists already stays as it is, so a repeat changes nothing. For owners and editors. Returns { shares, groups }:
-- how many were made. 22023: more than 10,000 shares or groups, or no moment as created_at.
create function daybook.analytics_import_shares(p_user_code text, p_groups jsonb, p_shares jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  made_groups bigint;
  made_shares bigint;
  moment timestamptz := clock_timestamp();
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  if jsonb_array_length(p_shares) > 10000 or jsonb_array_length(p_groups) > 10000 then
    raise exception 'at most 10000 shares and groups can be made at once' using errcode = '22023';
  end if;

  insert into public.analytics_groups (user_code, group_code, name, archived_at)
  select
    p_user_code, g.value ->> 'group_code', btrim(g.value ->> 'name'),
    case when (g.value ->> 'archived')::boolean then moment end
  from jsonb_array_elements(p_groups) as g(value)
  order by 2
  on conflict (user_code, group_code) do nothing;
  get diagnostics made_groups = row_count;

  insert into public.analytics_shares (user_code, share_code, contact, group_code, created_at, archived_at)
  select
    p_user_code, s.value ->> 'share_code', btrim(coalesce(s.value ->> 'contact', '')),
    nullif(s.value ->> 'group_code', ''),
    least(coalesce((s.value ->> 'created_at')::timestamptz, moment), moment),
    case when (s.value ->> 'archived')::boolean then moment end
  from jsonb_array_elements(p_shares) as s(value)
  order by 2
  on conflict (user_code, share_code) do nothing;
  get diagnostics made_shares = row_count;

  if made_shares + made_groups > 0 then
    perform daybook.note_act(
      p_user_code, 'shares_imported', jsonb_build_object('shares', made_shares, 'groups', made_groups)
    );
  end if;
  return jsonb_build_object('shares', made_shares, 'groups', made_groups);
exception when invalid_datetime_format or datetime_field_overflow then
  raise exception 'created_at is no moment' using errcode = '22023';
end;
$$;

revoke all on function daybook.analytics_import_shares(text, jsonb, jsonb) from public;
grant execute on function daybook.analytics_import_shares(text, jsonb, jsonb) to authenticated;
alter function daybook.analytics_import_shares(text, jsonb, jsonb) set schema public;
