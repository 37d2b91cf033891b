-- Whether anybody who still has an account is a member of an owner.
create function daybook.has_members(p_user_code text) returns boolean
language plpgsql stable
set search_path = ''
as $$
declare
  member_ids uuid[] := array(select m.user_id from public.analytics_members m where m.user_code = p_user_code);
begin
  return exists (select 1 from daybook.user_emails(member_ids));
end;
$$;

revoke all on function daybook.has_members(text) from public;
