-- Records that a link-preview fetcher asked for a share link.
create function daybook.analytics_record_share_preview(p_user_code text, p_share_code text, p_fetcher text) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into public.analytics_share_previews (user_code, share_code, fetcher)
  select s.user_code, s.share_code, p_fetcher
  from public.analytics_shares s
  where s.user_code = p_user_code
    and s.share_code = p_share_code;
end;
$$;

revoke all on function daybook.analytics_record_share_preview(text, text, text) from public;
grant execute on function daybook.analytics_record_share_preview(text, text, text) to service_role;
alter function daybook.analytics_record_share_preview(text, text, text) set schema public;
