-- Refuses, with 23001, to take the role `owner` from the last member who has it and still has an account: somebody has to be able to
-- decide. Holds the owner's row until the transaction ends, so that two cannot leave at once.
create function daybook.require_other_owner(p_user_code text, p_user_id uuid) returns void
language plpgsql
set search_path = ''
as $$
declare
  others uuid[];
begin
  perform 1 from public.analytics_owners o where o.user_code = p_user_code for update;
  if not exists (
    select 1
    from public.analytics_members m
    where m.user_code = p_user_code and m.user_id = p_user_id and m.role = 'owner'
  ) then
    return;
  end if;
  others := array(
    select m.user_id
    from public.analytics_members m
    where m.user_code = p_user_code and m.user_id <> p_user_id and m.role = 'owner'
  );
  if not exists (select 1 from daybook.user_emails(others)) then
    raise exception 'the last owner of % cannot go', p_user_code using errcode = '23001';
  end if;
end;
$$;

revoke all on function daybook.require_other_owner(text, uuid) from public;
