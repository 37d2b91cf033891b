-- Records that a link-preview fetcher asked for a share link: once a minute for each share and fetcher, however often it asks.
create function daybook.analytics_record_share_preview(p_user_code text, p_share_code text, p_fetcher text) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  insert into public.analytics_share_previews (user_code, share_code, fetcher, at)
  select p_user_code, m.share_code, p_fetcher, date_trunc('minute', now(), 'UTC')
  from daybook.meant_share(p_user_code, p_share_code) as m
  on conflict do nothing;
end;
$$;

revoke all on function daybook.analytics_record_share_preview(text, text, text) from public;
grant execute on function daybook.analytics_record_share_preview(text, text, text) to service_role;
alter function daybook.analytics_record_share_preview(text, text, text) set schema public;
