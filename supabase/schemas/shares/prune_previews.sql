-- Removes the previews of links that were fetched more than p_days days ago (null: of owners with a retention, more than theirs), of
-- one owner or of all.
create function daybook.prune_previews(p_days integer, p_user_code text) returns void
language plpgsql
set search_path = ''
as $$
begin
  delete from public.analytics_share_previews p
  using public.analytics_owners o
  where o.user_code = p.user_code
    and p.at < (current_date - coalesce(p_days, o.retention_days))::timestamp at time zone 'UTC'
    and (p_user_code is null or p.user_code = p_user_code);
end;
$$;

revoke all on function daybook.prune_previews(integer, text) from public;
