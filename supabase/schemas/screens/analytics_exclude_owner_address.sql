-- Excludes the visits from an address, given as its keyed hash, or counts them again. For owners and editors. Safe to
-- repeat: a hash stands there once or not at all. 22023: no hash, or more than 100 of them.
create function daybook.analytics_exclude_owner_address(p_user_code text, p_hash text, p_excluded boolean) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  if p_hash is null or p_hash !~ '^[0-9a-f]{64}$' then
    raise exception 'an address is given as its keyed hash' using errcode = '22023';
  end if;
  update public.analytics_owners o
  set excluded_addresses =
    array_remove(o.excluded_addresses, p_hash) || case when p_excluded then array[p_hash] else '{}'::text[] end
  where o.user_code = p_user_code
    and (not p_excluded or cardinality(array_remove(o.excluded_addresses, p_hash)) < 100);
  if not found then
    raise exception 'at most 100 addresses can be excluded' using errcode = '22023';
  end if;
  perform daybook.note_act(
    p_user_code, case when p_excluded then 'address_excluded' else 'address_counted' end
  );
end;
$$;

revoke all on function daybook.analytics_exclude_owner_address(text, text, boolean) from public;
grant execute on function daybook.analytics_exclude_owner_address(text, text, boolean) to authenticated;
alter function daybook.analytics_exclude_owner_address(text, text, boolean) set schema public;
