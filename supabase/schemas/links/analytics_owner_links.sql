-- The links of an owner, open ones first, and what can be chosen for a new one: { role, name, time_zone, today, links: [{ token_hash,
-- label, group_code, share_code, from, to, names, has_password, frame_origins, created_at, expires_at, revoked_at, is_open, opens,
-- last_open_at, days: [{ date, opens }] }], groups: [{ group_code, name }], shares: [{ share_code, contact }] }. `days`: the last 14
-- with opens. Of closed links the newest 50. For owners and editors.
create function daybook.analytics_owner_links(p_user_code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller_role text := daybook.require_member(p_user_code, array['owner', 'editor']);
  owner public.analytics_owners;
  answer jsonb;
begin
  select * into owner from public.analytics_owners o where o.user_code = p_user_code;
  with links as materialized (
    select
      l.*, l.revoked_at is null and coalesce(l.expires_at > now(), true) as is_open,
      row_number() over (
        partition by l.revoked_at is null and coalesce(l.expires_at > now(), true) order by l.created_at desc, l.token_hash
      ) as place
    from public.analytics_links l
    where l.user_code = p_user_code
  ),
  opened as (
    select o.token_hash, sum(o.opens) as opens, max(o.last_at) as last_at
    from public.analytics_link_opens o
    where o.user_code = p_user_code
    group by o.token_hash
  ),
  days as (
    select
      o.token_hash, o.date, o.opens,
      row_number() over (partition by o.token_hash order by o.date desc) as place
    from public.analytics_link_opens o
    where o.user_code = p_user_code
  ),
  day_lists as (
    select d.token_hash, jsonb_agg(jsonb_build_object('date', d.date, 'opens', d.opens) order by d.date desc) as list
    from days d
    where d.place <= 14
    group by d.token_hash
  )
  select jsonb_build_object(
    'role', caller_role,
    'name', owner.name,
    'time_zone', owner.time_zone,
    'today', daybook.owner_today(p_user_code),
    'links', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'token_hash', l.token_hash, 'label', l.label, 'group_code', l.group_code, 'share_code', l.share_code,
          'from', l.from_date, 'to', l.to_date, 'names', l.names, 'has_password', l.password_hash is not null,
          'frame_origins', to_jsonb(l.frame_origins), 'created_at', l.created_at, 'expires_at', l.expires_at,
          'revoked_at', l.revoked_at, 'is_open', l.is_open, 'opens', coalesce(o.opens, 0), 'last_open_at', o.last_at,
          'days', coalesce(d.list, '[]'::jsonb)
        ) order by l.is_open desc, l.created_at desc, l.token_hash
      ), '[]'::jsonb)
      from links l
      left join opened o on o.token_hash = l.token_hash
      left join day_lists d on d.token_hash = l.token_hash
      where l.is_open or l.place <= 50
    ),
    'groups', (
      select coalesce(jsonb_agg(
        jsonb_build_object('group_code', g.group_code, 'name', g.name) order by lower(g.name), g.group_code
      ), '[]'::jsonb)
      from public.analytics_groups g
      where g.user_code = p_user_code and g.archived_at is null
    ),
    'shares', (
      select coalesce(jsonb_agg(
        jsonb_build_object('share_code', s.share_code, 'contact', s.contact) order by lower(s.contact), s.share_code
      ), '[]'::jsonb)
      from public.analytics_shares s
      where s.user_code = p_user_code and s.archived_at is null
    )
  )
  into answer;
  return answer;
end;
$$;

revoke all on function daybook.analytics_owner_links(text) from public;
grant execute on function daybook.analytics_owner_links(text) to authenticated;
alter function daybook.analytics_owner_links(text) set schema public;
