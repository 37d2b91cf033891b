-- Whether a filter lies within a sight. p_group and p_contact: null for no filter, '' for visits without a group, or direct ones.
create function daybook.sees(p_sight daybook.sight, p_group text, p_contact text) returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  if p_sight.groups is null and p_sight.shares is null then
    return p_sight.user_code is not null;
  end if;
  if p_contact is null then
    return coalesce(p_group = any (p_sight.groups), false);
  end if;
  return coalesce(p_group is null or p_group = any (p_sight.groups), false)
    and (
      coalesce(p_contact = any (p_sight.shares), false)
      or exists (
        select 1
        from public.analytics_shares s
        where s.user_code = p_sight.user_code and s.share_code = p_contact and s.group_code = any (p_sight.groups)
      )
    );
end;
$$;

revoke all on function daybook.sees(daybook.sight, text, text) from public;
