-- Notes that the calling member looks at an owner's dashboard now, at most once a minute. Looks within half an hour of each other
-- are one visit. p_opens: a page is opened, which may begin a visit; otherwise it only goes on. Returns when the member last looked before this visit; null: never. Where
-- nothing can be written, as in a read-only transaction, nothing is.
create function daybook.note_member_look(p_user_code text, p_opens boolean) returns timestamptz
language plpgsql
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
  moment timestamptz := now();
  look public.analytics_member_looks;
begin
  select * into look from public.analytics_member_looks l where l.user_code = p_user_code and l.user_id = caller;
  if current_setting('transaction_read_only')::boolean then
    return look.since_at;
  end if;
  if look.user_id is null then
    if p_opens then
      insert into public.analytics_member_looks (user_code, user_id, seen_at)
      values (p_user_code, caller, moment)
      on conflict do nothing;
    end if;
    return null;
  end if;

  if look.seen_at > moment - interval '1 minute' or (look.seen_at < moment - interval '30 minutes' and not p_opens) then
    return look.since_at;
  end if;
  if look.seen_at < moment - interval '30 minutes' then
    look.since_at := look.seen_at;
  end if;
  update public.analytics_member_looks l
  set seen_at = moment, since_at = look.since_at
  where l.user_code = p_user_code and l.user_id = caller and l.seen_at = look.seen_at;
  return look.since_at;
end;
$$;

revoke all on function daybook.note_member_look(text, boolean) from public;
