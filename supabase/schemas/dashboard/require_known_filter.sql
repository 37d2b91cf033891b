-- Refuses, with PT404, a group or share that the owner does not have and never had a visit of. Null and '' are always known.
-- Raw is only looked at for dirty days, and only when nothing else knows the code. A condition is planned as a whole, so what
-- most questions do not need stands in a block of its own.
create function daybook.require_known_filter(p_user_code text, p_group text, p_contact text) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if p_contact <> '' then
    if not exists (select 1 from public.analytics_shares s where s.user_code = p_user_code and s.share_code = p_contact)
      and not exists (
        select 1 from public.analytics_daily_contact_stats c where c.user_code = p_user_code and c.share_code = p_contact
      )
    then
      if not exists (
        select 1
        from public.analytics_sessions s
        where s.user_code = p_user_code and s.share_code = p_contact
          and s.date in (select m.date from public.analytics_dirty_days m where m.user_code = p_user_code)
      ) then
        raise exception 'no such share' using errcode = 'PT404';
      end if;
    end if;
  end if;
  if p_group <> '' then
    if not exists (select 1 from public.analytics_groups g where g.user_code = p_user_code and g.group_code = p_group)
      and not exists (
        select 1 from public.analytics_daily_group_stats g where g.user_code = p_user_code and g.group_code = p_group
      )
    then
      if not exists (
        select 1
        from public.analytics_sessions s
        where s.user_code = p_user_code and s.group_code = p_group
          and s.date in (select m.date from public.analytics_dirty_days m where m.user_code = p_user_code)
      ) then
        raise exception 'no such group' using errcode = 'PT404';
      end if;
    end if;
  end if;
end;
$$;

revoke all on function daybook.require_known_filter(text, text, text) from public;
