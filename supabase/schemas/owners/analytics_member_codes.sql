-- The codes of the owners that the caller may see whole: a viewer of some groups or shares reads no table. Policies compare with its one answer: it runs once a statement, not once a
-- row. Definer, so that policies may ask without recursion.
create function daybook.analytics_member_codes() returns text[]
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
begin
  return (
    select coalesce(array_agg(m.user_code), '{}')
    from public.analytics_members m
    where m.user_id = caller and m.seen_groups is null and m.seen_shares is null
  );
end;
$$;

revoke all on function daybook.analytics_member_codes() from public;
grant execute on function daybook.analytics_member_codes() to authenticated;
alter function daybook.analytics_member_codes() set schema public;
