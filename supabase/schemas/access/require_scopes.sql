-- Refuses, with 22023, scopes that nobody can be limited to: another role than viewer, more than 200, or groups and shares that the
-- owner does not have. Both null: not limited.
create function daybook.require_scopes(p_user_code text, p_role text, p_groups text[], p_shares text[]) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if p_role is null or p_role not in ('owner', 'editor', 'viewer') then
    raise exception 'the role is owner, editor or viewer' using errcode = '22023';
  end if;
  if p_groups is null and p_shares is null then
    return;
  end if;
  if p_role <> 'viewer' then
    raise exception 'only a viewer can be limited to groups or shares' using errcode = '22023';
  end if;
  if p_groups is null or p_shares is null or cardinality(p_groups) + cardinality(p_shares) not between 1 and 200 then
    raise exception 'a viewer is limited to 1 to 200 groups and shares' using errcode = '22023';
  end if;
  if exists (
    select 1
    from unnest(p_groups) as c(code)
    left join public.analytics_groups g on g.user_code = p_user_code and g.group_code = c.code
    where g.group_code is null
  ) or exists (
    select 1
    from unnest(p_shares) as c(code)
    left join public.analytics_shares s on s.user_code = p_user_code and s.share_code = c.code
    where s.share_code is null
  ) then
    raise exception 'there is no such group or share' using errcode = '22023';
  end if;
end;
$$;

revoke all on function daybook.require_scopes(text, text, text[], text[]) from public;
