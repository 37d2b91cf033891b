-- Counts that somebody opened a link, on the owner's day. For service_role. PT404: no link is open under this hash.
create function daybook.analytics_note_link_open(p_user_code text, p_token_hash text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  today date;
  moment timestamptz := clock_timestamp();
begin
  perform daybook.link_sight(p_user_code, p_token_hash);
  today := daybook.owner_today(p_user_code);
  insert into public.analytics_link_opens as o (user_code, token_hash, date, opens, last_at)
  values (p_user_code, p_token_hash, today, 1, moment)
  on conflict (user_code, token_hash, date) do update
  set opens = o.opens + 1, last_at = excluded.last_at;
end;
$$;

revoke all on function daybook.analytics_note_link_open(text, text) from public;
grant execute on function daybook.analytics_note_link_open(text, text) to service_role;
alter function daybook.analytics_note_link_open(text, text) set schema public;
