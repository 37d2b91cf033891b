-- The share that a code means, which somebody may have printed in capitals or typed: the one with exactly this code, else the
-- only one with this code but for upper and lower case. No row: none, or several.
create function daybook.meant_share(p_user_code text, p_share_code text)
returns table (share_code text, group_code text, is_archived boolean)
language plpgsql stable
set search_path = ''
set enable_seqscan = off
set cpu_index_tuple_cost = 1
as $$
begin
  return query
  select s.share_code, s.group_code, s.archived_at is not null
  from public.analytics_shares s
  where s.user_code = p_user_code and s.share_code = p_share_code;
  if not found then
    return query
    select min(s.share_code), min(s.group_code), bool_or(s.archived_at is not null)
    from public.analytics_shares s
    where s.user_code = p_user_code and lower(s.share_code) = lower(p_share_code)
    having count(*) = 1;
  end if;
end;
$$;

revoke all on function daybook.meant_share(text, text) from public;
