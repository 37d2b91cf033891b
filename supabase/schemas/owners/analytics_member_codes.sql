-- The codes of the owners that the caller may see. Policies compare with its one answer: it runs once a statement, not once a
-- row. Definer, so that policies may ask without recursion.
create function daybook.analytics_member_codes() returns text[]
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := auth.uid();
begin
  return (
    select coalesce(array_agg(m.user_code), '{}')
    from public.analytics_members m
    where m.user_id = caller
  );
end;
$$;

revoke all on function daybook.analytics_member_codes() from public;
grant execute on function daybook.analytics_member_codes() to authenticated;
alter function daybook.analytics_member_codes() set schema public;
