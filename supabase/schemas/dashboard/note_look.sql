-- Notes that somebody looks at an owner's dashboard now, at most every 20 seconds. Whoever else notes the same at this moment
-- is not waited for; where nothing can be written, as in a read-only transaction, nothing is.
create function daybook.note_look(p_user_code text) returns void
language plpgsql
set search_path = ''
as $$
declare
  moment timestamptz := now();
begin
  if current_setting('transaction_read_only')::boolean then
    return;
  end if;
  perform 1
  from public.analytics_owners o
  where o.user_code = p_user_code and (o.looked_at is null or o.looked_at < moment - interval '20 seconds')
  for no key update skip locked;
  if found then
    update public.analytics_owners o set looked_at = moment where o.user_code = p_user_code;
  end if;
end;
$$;

revoke all on function daybook.note_look(text) from public;
