-- The members of an owner and the invitations that are open: { role, name, members: [{ user_id, email, role, groups, shares,
-- since, is_caller, is_gone }], invitations: [{ token_hash, role, groups, shares, email, invited_by, created_at, expires_at }],
-- groups: [{ group_code, name }], shares: [{ share_code, contact }] }. `is_gone`: the account was deleted. For owners.
create function daybook.analytics_owner_people(p_user_code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller_role text := daybook.require_member(p_user_code, array['owner']);
  caller uuid := daybook.caller();
  user_ids uuid[];
  known record;
  answer jsonb;
begin
  user_ids := array(
    select m.user_id from public.analytics_members m where m.user_code = p_user_code
    union
    select i.invited_by from public.analytics_invitations i where i.user_code = p_user_code and i.invited_by is not null
  );
  select array_agg(e.user_id) as user_ids, array_agg(e.email) as emails
  into known
  from daybook.user_emails(user_ids) as e;
  select jsonb_build_object(
    'role', caller_role,
    'name', (select o.name from public.analytics_owners o where o.user_code = p_user_code),
    'members', (
      select jsonb_agg(
        jsonb_build_object(
          'user_id', m.user_id, 'email', k.email, 'role', m.role, 'groups', to_jsonb(m.seen_groups),
          'shares', to_jsonb(m.seen_shares), 'since', daybook.day_at(p_user_code, m.created_at), 'is_caller', m.user_id = caller,
          'is_gone', k.user_id is null
        ) order by m.created_at, m.user_id
      )
      from public.analytics_members m
      left join unnest(known.user_ids, known.emails) as k(user_id, email) on k.user_id = m.user_id
      where m.user_code = p_user_code
    ),
    'invitations', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'token_hash', i.token_hash, 'role', i.role, 'groups', to_jsonb(i.seen_groups), 'shares', to_jsonb(i.seen_shares),
          'email', i.email, 'invited_by', k.email, 'created_at', i.created_at, 'expires_at', i.expires_at
        ) order by i.created_at desc, i.token_hash
      ), '[]'::jsonb)
      from public.analytics_invitations i
      left join unnest(known.user_ids, known.emails) as k(user_id, email) on k.user_id = i.invited_by
      where i.user_code = p_user_code and i.expires_at > now()
    ),
    'groups', (
      select coalesce(jsonb_agg(
        jsonb_build_object('group_code', g.group_code, 'name', g.name) order by lower(g.name), g.group_code
      ), '[]'::jsonb)
      from public.analytics_groups g
      where g.user_code = p_user_code
    ),
    'shares', (
      select coalesce(jsonb_agg(
        jsonb_build_object('share_code', s.share_code, 'contact', s.contact) order by lower(s.contact), s.share_code
      ), '[]'::jsonb)
      from public.analytics_shares s
      where s.user_code = p_user_code
    )
  )
  into answer;
  return answer;
end;
$$;

revoke all on function daybook.analytics_owner_people(text) from public;
grant execute on function daybook.analytics_owner_people(text) to authenticated;
alter function daybook.analytics_owner_people(text) set schema public;
