-- Puts a share away, or takes it out again. Its link keeps working and counting. For owners and editors. Safe to
-- repeat: the first moment stays. PT404: no such share.
create function daybook.analytics_archive_share(p_user_code text, p_share_code text, p_archived boolean) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  moment timestamptz := clock_timestamp();
  given_to text;
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  update public.analytics_shares s
  set archived_at = case when p_archived then coalesce(s.archived_at, moment) end
  where s.user_code = p_user_code
    and s.share_code = p_share_code
  returning s.contact into given_to;
  if not found then
    raise exception 'no such share' using errcode = 'PT404';
  end if;
  perform daybook.note_act(
    p_user_code, case when p_archived then 'share_archived' else 'share_restored' end,
    jsonb_build_object('share', p_share_code, 'contact', given_to)
  );
end;
$$;

revoke all on function daybook.analytics_archive_share(text, text, boolean) from public;
grant execute on function daybook.analytics_archive_share(text, text, boolean) to authenticated;
alter function daybook.analytics_archive_share(text, text, boolean) set schema public;
