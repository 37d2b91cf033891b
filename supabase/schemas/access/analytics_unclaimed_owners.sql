-- The owners without a member who still has an account, such as those that an import made: [{ user_code, name, created_at, claim_until }]
-- by code. `claim_until`: until when a claim link of theirs is open. For service_role.
create function daybook.analytics_unclaimed_owners() returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  member_ids uuid[] := array(select distinct m.user_id from public.analytics_members m);
  living_ids uuid[] := array(select e.user_id from daybook.user_emails(member_ids) as e);
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'user_code', o.user_code, 'name', o.name, 'created_at', o.created_at,
        'claim_until', c.claim_until
      ) order by o.user_code
    ), '[]'::jsonb)
    from public.analytics_owners o
    left join (
      select i.user_code, max(i.expires_at) as claim_until
      from public.analytics_invitations i
      where i.invited_by is null and i.expires_at > now()
      group by i.user_code
    ) as c on c.user_code = o.user_code
    where not exists (
      select 1 from public.analytics_members m where m.user_code = o.user_code and m.user_id = any (living_ids)
    )
  );
end;
$$;

revoke all on function daybook.analytics_unclaimed_owners() from public;
grant execute on function daybook.analytics_unclaimed_owners() to service_role;
alter function daybook.analytics_unclaimed_owners() set schema public;
