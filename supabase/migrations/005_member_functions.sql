-- What the members' screens need beyond the dashboard: shares and groups, settings, where the numbers come from, one
-- contact's story. Every function that a member calls runs as definer, refuses whoever is no
-- member of the owner (42501) in its first line, and is granted to `authenticated` only; those that change something want
-- an owner or editor. Builds on 004.
--
-- Built from supabase/schemas by `npm run db:build`; change it there.
--
-- Contents
--   access: Who may come in
--       new_token, analytics_invitations, user_emails, require_other_owner, require_scopes, analytics_invite_member,
--       analytics_withdraw_invitation, open_invitation, has_members, analytics_read_invitation,
--       analytics_accept_invitation, analytics_owner_people, analytics_change_member, analytics_remove_member,
--       has_host_users, can_end_sessions, analytics_own_account, analytics_end_own_session, analytics_leave_all_owners,
--       analytics_operator_remove_member, analytics_operator_set_retention, analytics_unclaimed_owners,
--       analytics_claim_owner, analytics_owner_audit, analytics_note_export, analytics_api_keys, open_key,
--       analytics_open_key, analytics_create_key, analytics_revoke_key, analytics_owner_keys, analytics_leave_owner,
--       analytics_hand_over_owner, analytics_begin_deletion, analytics_continue_deletion
--   cards: The cards that are made here
--       analytics_cards, analytics_card_pictures, card_of, analytics_save_card, analytics_owner_card,
--       analytics_find_card, analytics_card_picture
--   screens: What members ask and do
--       analytics_owner_shares, analytics_save_group, analytics_archive_group, analytics_create_share,
--       analytics_change_share, analytics_archive_share, analytics_import_shares, analytics_owner_settings,
--       analytics_set_owner_card, analytics_set_owner_allowed_origins, analytics_set_owner_retention,
--       analytics_exclude_owner_address, analytics_clear_owner_exclusions, accounting, late_events, latest_revisions,
--       data_days, open_erasures, analytics_owner_data, analytics_owner_volume, first_known_day, visits_page,
--       export_page, analytics_owner_export, analytics_rebuild_owner_day, analytics_begin_erasure,
--       analytics_continue_erasure, contact_visits, contact_devices, analytics_contact, list_page,
--       analytics_dashboard_list, analytics_save_segment, analytics_delete_segment, journey_row, journey_part,
--       journey_times, journey_funnel, seen_journeys, analytics_journeys, listed_card, raw_totals, member_cards,
--       cards_counted, analytics_member_cards, analytics_save_annotation, analytics_delete_annotation,
--       analytics_dismiss_news, analytics_live
--   keys: What the holder of a key asks and does
--       key_dashboard, analytics_key_dashboard, key_list, analytics_key_list, analytics_key_journeys,
--       analytics_key_codes, analytics_key_register_share, analytics_key_register_group
--   links: What the holder of a link sees
--       analytics_links, analytics_link_opens, link_sight, analytics_find_link, sight_dashboard,
--       analytics_link_dashboard, analytics_demo_dashboard, analytics_note_link_open, analytics_create_link,
--       analytics_revoke_link, analytics_owner_links

begin;

-- Stops with one sentence, before anything is made, where this file cannot be applied.
do $$
declare
  taken text;
begin
  if to_regclass('daybook.migrations') is null then
    raise exception 'Nothing was changed: 004_analytics_scalable_schema.sql has to be applied first.';
  end if;
  if not exists (select from daybook.migrations m where m.name = '004_analytics_scalable_schema.sql') then
    raise exception 'Nothing was changed: 004_analytics_scalable_schema.sql has to be applied first.';
  end if;
  if exists (select from daybook.migrations m where m.name = '005_member_functions.sql') then
    raise exception 'Nothing was changed: 005_member_functions.sql is in this database already.'
      using hint = 'To let supabase db push pass it by, run npm run db:add with DATABASE_URL: it records what is there.';
  end if;
  if to_regprocedure('daybook.new_token()') is not null then
    raise exception 'Nothing was changed: a part of 005_member_functions.sql is in this database: run supabase/rollback/004_down.sql first.';
  end if;

  select string_agg(n.name, ', ')
  into taken
  from unnest(array[
    'analytics_invitations', 'analytics_api_keys', 'analytics_cards', 'analytics_card_pictures', 'analytics_links',
    'analytics_link_opens'
  ]) as n(name)
  where to_regclass('public.' || n.name) is not null;
  if taken is not null then
    raise exception 'Nothing was changed: these names of Daybook are taken in this database: %.', taken;
  end if;
end;
$$;


-- -------------------------------------------------------------------------------------------------------------- access

-- A token that nobody can guess: 64 digits of hexadecimal from two random UUIDs, 244 random bits. It is shown once; what is kept is
-- its token_hash.
create function daybook.new_token() returns text
language plpgsql volatile
set search_path = ''
as $$
begin
  return replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
end;
$$;

revoke all on function daybook.new_token() from public;

-- Who was asked to become a member and has not come yet: an invitation by an owner, or a claim that an operator made for an owner
-- without members (then its token is of that kind). The row goes when it is used or withdrawn; the audit log keeps that it was.
create table daybook.analytics_invitations (
  user_code   text        not null references public.analytics_owners on delete cascade,
  -- daybook.token_hash of the token in its link.
  token_hash  text        not null check (token_hash ~ '^[0-9a-f]{64}$'),
  role        text        not null check (role in ('owner', 'editor', 'viewer')),
  -- As in analytics_members.
  seen_groups text[],
  seen_shares text[],
  -- Only somebody who signs in with this address may use it; null: whoever has the link.
  email       text        check (email = lower(btrim(email)) and email ~ '^[^[:space:]@]+@[^[:space:]@]+$' and length(email) <= 254),
  -- Null: an operator.
  invited_by  uuid,
  created_at  timestamptz not null default now(),
  expires_at  timestamptz not null,
  primary key (user_code, token_hash),
  check (
    (seen_groups is null and seen_shares is null)
    or (
      role = 'viewer' and seen_groups is not null and seen_shares is not null
      and cardinality(seen_groups) + cardinality(seen_shares) between 1 and 200
      and array_position(seen_groups, null) is null and array_position(seen_shares, null) is null
    )
  )
);

alter table daybook.analytics_invitations enable row level security;
grant select on daybook.analytics_invitations to service_role;
alter table daybook.analytics_invitations set schema public;

-- The e-mail addresses of users of Supabase Auth, as far as these exist; null for one without an address. Where the database has no
-- such table that may be read, every user is taken to exist, and has none.
create function daybook.user_emails(p_user_ids uuid[]) returns table (user_id uuid, email text)
language plpgsql stable
set search_path = ''
as $$
begin
  if to_regclass('auth.users') is null or not has_table_privilege('auth.users', 'select') then
    return query select distinct n.id, null::text from unnest(p_user_ids) as n(id);
    return;
  end if;
  return query
  select u.id::uuid, u.email::text
  from auth.users u
  where u.id = any (p_user_ids);
end;
$$;

revoke all on function daybook.user_emails(uuid[]) from public;

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

-- Refuses, with 22023, scopes that nobody can be limited to: another role than viewer, more than 200, or groups and shares that the
-- owner does not have. Both null: not limited.
create function daybook.require_scopes(p_user_code text, p_role text, p_groups text[], p_shares text[]) returns void
language plpgsql stable
set search_path = ''
as $$
begin
  if p_role is null or p_role not in ('owner', 'editor', 'viewer') then
    raise exception 'the role is owner, editor or viewer' using errcode = '22023';
  end if;
  if p_groups is null and p_shares is null then
    return;
  end if;
  if p_role <> 'viewer' then
    raise exception 'only a viewer can be limited to groups or shares' using errcode = '22023';
  end if;
  if p_groups is null or p_shares is null or cardinality(p_groups) + cardinality(p_shares) not between 1 and 200 then
    raise exception 'a viewer is limited to 1 to 200 groups and shares' using errcode = '22023';
  end if;
  if exists (
    select 1
    from unnest(p_groups) as c(code)
    left join public.analytics_groups g on g.user_code = p_user_code and g.group_code = c.code
    where g.group_code is null
  ) or exists (
    select 1
    from unnest(p_shares) as c(code)
    left join public.analytics_shares s on s.user_code = p_user_code and s.share_code = c.code
    where s.share_code is null
  ) then
    raise exception 'there is no such group or share' using errcode = '22023';
  end if;
end;
$$;

revoke all on function daybook.require_scopes(text, text, text[], text[]) from public;

-- Invites somebody to become a member, by a link that can be used once: { token, expires_at, name }. The token is shown here only. p_email: only
-- who signs in with this address may use it; null: whoever has the link. p_groups and p_shares: what a viewer is limited to; null for
-- both: everything. For owners. 22023: what was given is not valid, or 100 invitations are open already.
create function daybook.analytics_invite_member(
  p_user_code text,
  p_role text,
  p_email text default null,
  p_groups text[] default null,
  p_shares text[] default null,
  p_days integer default 7
)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  caller uuid;
  token text;
  address text := nullif(lower(btrim(p_email)), '');
  expiry timestamptz;
begin
  perform daybook.require_member(p_user_code, array['owner']);
  caller := daybook.caller();
  perform daybook.require_scopes(p_user_code, p_role, p_groups, p_shares);
  if p_days is null or p_days not between 1 and 90 then
    raise exception 'an invitation is open for 1 to 90 days' using errcode = '22023';
  end if;
  token := daybook.new_token();
  expiry := now() + make_interval(days => p_days);
  perform 1 from public.analytics_owners o where o.user_code = p_user_code for update;
  delete from public.analytics_invitations i where i.user_code = p_user_code and i.expires_at <= now();
  if (select count(*) from public.analytics_invitations i where i.user_code = p_user_code) >= 100 then
    raise exception 'at most 100 invitations can be open' using errcode = '22023';
  end if;
  begin
    insert into public.analytics_invitations (
      user_code, token_hash, role, seen_groups, seen_shares, email, invited_by, expires_at
    )
    values (
      p_user_code, daybook.token_hash('invitation', token), p_role, p_groups, p_shares, address, caller, expiry
    );
  exception when check_violation then
    raise exception 'this is no e-mail address' using errcode = '22023';
  end;
  perform daybook.note_act(p_user_code, 'member_invited', jsonb_build_object(
    'role', p_role, 'email', address, 'groups', to_jsonb(p_groups[1:10]), 'shares', to_jsonb(p_shares[1:10])
  ));
  return jsonb_build_object(
    'token', token, 'expires_at', expiry,
    'name', (select o.name from public.analytics_owners o where o.user_code = p_user_code)
  );
end;
$$;

revoke all on function daybook.analytics_invite_member(text, text, text, text[], text[], integer) from public;
grant execute on function daybook.analytics_invite_member(text, text, text, text[], text[], integer) to authenticated;
alter function daybook.analytics_invite_member(text, text, text, text[], text[], integer) set schema public;

-- Withdraws an open invitation: its link opens nothing any more. For owners. PT404: it is not open.
create function daybook.analytics_withdraw_invitation(p_user_code text, p_token_hash text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  withdrawn public.analytics_invitations;
begin
  perform daybook.require_member(p_user_code, array['owner']);
  delete from public.analytics_invitations i
  where i.user_code = p_user_code and i.token_hash = p_token_hash
  returning i.* into withdrawn;
  if not found then
    raise exception 'no such invitation' using errcode = 'PT404';
  end if;
  perform daybook.note_act(p_user_code, 'invitation_withdrawn', jsonb_build_object(
    'role', withdrawn.role, 'email', withdrawn.email
  ));
end;
$$;

revoke all on function daybook.analytics_withdraw_invitation(text, text) from public;
grant execute on function daybook.analytics_withdraw_invitation(text, text) to authenticated;
alter function daybook.analytics_withdraw_invitation(text, text) set schema public;

-- The open invitation or claim that a token belongs to; no row: it was used or withdrawn, has expired, or never was.
create function daybook.open_invitation(p_user_code text, p_token text) returns setof public.analytics_invitations
language plpgsql stable
set search_path = ''
as $$
declare
  hashes text[] := array[daybook.token_hash('invitation', p_token), daybook.token_hash('claim', p_token)];
begin
  return query
  select i.*
  from public.analytics_invitations i
  where i.user_code = p_user_code and i.token_hash = any (hashes) and i.expires_at > now();
end;
$$;

revoke all on function daybook.open_invitation(text, text) from public;

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

-- What the page of an invitation shows before anybody signs in: { user_code, name, role, limited, email, invited_by, is_claim,
-- expires_at }; null when it is not open. Spends nothing. For service_role, which has checked nothing: the token is the key.
create function daybook.analytics_read_invitation(p_user_code text, p_token text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'user_code', o.user_code, 'name', o.name, 'role', i.role, 'limited', i.seen_groups is not null, 'email', i.email,
      'invited_by', (select e.email from daybook.user_emails(array[i.invited_by]) as e),
      'is_claim', i.invited_by is null, 'expires_at', i.expires_at
    )
    from daybook.open_invitation(p_user_code, p_token) as i
    join public.analytics_owners o on o.user_code = i.user_code
  );
end;
$$;

revoke all on function daybook.analytics_read_invitation(text, text) from public;
grant execute on function daybook.analytics_read_invitation(text, text) to service_role;
alter function daybook.analytics_read_invitation(text, text) set schema public;

-- Makes the caller a member, as an invitation or claim says, and spends it. Whoever is a member already stays what they are, and the
-- invitation stays open. Returns { joined, role }. 42501: signed out; PT404: it is not open; 22023: it is for another address, or
-- somebody has claimed the owner meanwhile.
create function daybook.analytics_accept_invitation(p_user_code text, p_token text) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
  caller_role text := public.analytics_member_role(p_user_code);
  invitation public.analytics_invitations;
begin
  if caller is null then
    raise exception 'sign in first' using errcode = '42501';
  end if;
  if caller_role is not null then
    return jsonb_build_object('joined', false, 'role', caller_role);
  end if;
  -- One after the other: a second one finds the invitation spent.
  perform 1 from public.analytics_owners o where o.user_code = p_user_code for update;
  select * into invitation from daybook.open_invitation(p_user_code, p_token) as i;
  if invitation.token_hash is null then
    raise exception 'this invitation is not open' using errcode = 'PT404';
  end if;
  if invitation.email is not null and not exists (
    select 1 from daybook.user_emails(array[caller]) as e where lower(e.email) = invitation.email
  ) then
    raise exception 'this invitation is for another e-mail address' using errcode = '22023';
  end if;
  if invitation.invited_by is null and daybook.has_members(p_user_code) then
    raise exception 'this card has been claimed already' using errcode = '22023';
  end if;

  delete from public.analytics_invitations i
  where i.user_code = p_user_code and i.token_hash = invitation.token_hash;
  insert into public.analytics_members (user_code, user_id, role, seen_groups, seen_shares)
  values (p_user_code, caller, invitation.role, invitation.seen_groups, invitation.seen_shares)
  on conflict (user_code, user_id) do nothing;
  perform daybook.note_act(
    p_user_code,
    case when invitation.invited_by is null then 'owner_claimed' else 'invitation_accepted' end,
    jsonb_build_object('role', invitation.role)
  );
  return jsonb_build_object('joined', true, 'role', invitation.role);
end;
$$;

revoke all on function daybook.analytics_accept_invitation(text, text) from public;
grant execute on function daybook.analytics_accept_invitation(text, text) to authenticated;
alter function daybook.analytics_accept_invitation(text, text) set schema public;

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

-- Gives a member another role, and a viewer other limits; null for both: everything. Holds at once. For owners. PT404: no such member;
-- 22023: role or limits are not valid; 23001: the last owner.
create function daybook.analytics_change_member(
  p_user_code text,
  p_user_id uuid,
  p_role text,
  p_groups text[] default null,
  p_shares text[] default null
)
returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  former text;
begin
  perform daybook.require_member(p_user_code, array['owner']);
  perform daybook.require_scopes(p_user_code, p_role, p_groups, p_shares);
  if p_role <> 'owner' then
    perform daybook.require_other_owner(p_user_code, p_user_id);
  end if;
  select m.role
  into former
  from public.analytics_members m
  where m.user_code = p_user_code and m.user_id = p_user_id;
  update public.analytics_members m
  set role = p_role, seen_groups = p_groups, seen_shares = p_shares
  where m.user_code = p_user_code and m.user_id = p_user_id;
  if not found then
    raise exception 'no such member' using errcode = 'PT404';
  end if;
  perform daybook.note_act(p_user_code, 'member_changed', jsonb_build_object(
    'member', p_user_id, 'email', (select e.email from daybook.user_emails(array[p_user_id]) as e),
    'from', former, 'role', p_role, 'groups', to_jsonb(p_groups[1:10]), 'shares', to_jsonb(p_shares[1:10])
  ));
end;
$$;

revoke all on function daybook.analytics_change_member(text, uuid, text, text[], text[]) from public;
grant execute on function daybook.analytics_change_member(text, uuid, text, text[], text[]) to authenticated;
alter function daybook.analytics_change_member(text, uuid, text, text[], text[]) set schema public;

-- Takes a member's access away, at once: the next thing that they ask is refused. For owners. PT404: no such member; 23001: the last
-- owner.
create function daybook.analytics_remove_member(p_user_code text, p_user_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner']);
  perform daybook.require_other_owner(p_user_code, p_user_id);
  delete from public.analytics_members m
  where m.user_code = p_user_code and m.user_id = p_user_id;
  if not found then
    raise exception 'no such member' using errcode = 'PT404';
  end if;
  perform daybook.note_act(p_user_code, 'member_removed', jsonb_build_object(
    'member', p_user_id, 'email', (select e.email from daybook.user_emails(array[p_user_id]) as e)
  ));
end;
$$;

revoke all on function daybook.analytics_remove_member(text, uuid) from public;
grant execute on function daybook.analytics_remove_member(text, uuid) to authenticated;
alter function daybook.analytics_remove_member(text, uuid) set schema public;

-- Whether the users of Supabase Auth are also those of another product in this database: some table outside Auth and Daybook refers
-- to them.
create function daybook.has_host_users() returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return exists (
    select 1
    from pg_catalog.pg_constraint c
    join pg_catalog.pg_class t on t.oid = c.conrelid
    join pg_catalog.pg_namespace n on n.oid = t.relnamespace
    where c.contype = 'f'
      and c.confrelid = to_regclass('auth.users')
      and n.nspname not in ('auth', 'daybook', 'storage')
  );
end;
$$;

revoke all on function daybook.has_host_users() from public;

-- Whether this database lets Daybook end single sessions of Supabase Auth, as hosted projects do.
create function daybook.can_end_sessions() returns boolean
language plpgsql stable
set search_path = ''
as $$
begin
  return to_regclass('auth.sessions') is not null and has_table_privilege('auth.sessions', 'delete');
end;
$$;

revoke all on function daybook.can_end_sessions() from public;

-- The caller's own account: { sessions, can_end, is_hosts }. Sessions are those that Supabase Auth knows, the latest first: when each
-- began and was last renewed, and whether it is this one; null where the database does not let them be read. `can_end`: what
-- can_end_sessions says, `is_hosts`: what has_host_users says.
create function daybook.analytics_own_account() returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
  current text := nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'session_id';
  sessions jsonb;
begin
  if caller is null then
    raise exception 'sign in first' using errcode = '42501';
  end if;
  if to_regclass('auth.sessions') is not null and has_table_privilege('auth.sessions', 'select') then
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'session_id', o.id, 'is_current', o.id = current, 'created_at', o.created_at, 'used_at', o.used_at
      ) order by o.used_at desc
    ), '[]'::jsonb)
    into sessions
    from (
      select s.id::text as id, s.created_at,
        -- Later versions of Auth have this column, in UTC and without saying so.
        coalesce((to_jsonb(s) ->> 'refreshed_at')::timestamp at time zone 'UTC', s.created_at) as used_at
      from auth.sessions s
      where s.user_id = caller and (s.not_after is null or s.not_after > now())
    ) as o;
  end if;
  return jsonb_build_object('sessions', sessions, 'can_end', daybook.can_end_sessions(), 'is_hosts', daybook.has_host_users());
end;
$$;

revoke all on function daybook.analytics_own_account() from public;
grant execute on function daybook.analytics_own_account() to authenticated;
alter function daybook.analytics_own_account() set schema public;

-- Ends one session of the caller: whoever has its cookie reads and writes nothing more, from the next call on. 42501: signed out;
-- PT404: it is no session of the caller's, or has ended; 0A000: the database does not let sessions be ended.
create function daybook.analytics_end_own_session(p_session_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
begin
  if caller is null then
    raise exception 'sign in first' using errcode = '42501';
  end if;
  if not daybook.can_end_sessions() then
    raise exception 'sessions cannot be ended here' using errcode = '0A000';
  end if;
  -- Its refresh tokens go with it.
  delete from auth.sessions s where s.id = p_session_id and s.user_id = caller;
  if not found then
    raise exception 'no such session' using errcode = 'PT404';
  end if;
end;
$$;

revoke all on function daybook.analytics_end_own_session(uuid) from public;
grant execute on function daybook.analytics_end_own_session(uuid) to authenticated;
alter function daybook.analytics_end_own_session(uuid) set schema public;

-- Takes the caller out of every card, as before an account is deleted: all of them or, while the caller is the last owner of one,
-- none. Returns { last_owner_of: [{ user_code, name }], is_hosts }; what has_host_users says. Safe to repeat.
create function daybook.analytics_leave_all_owners() returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
  own record;
  held jsonb := '[]'::jsonb;
begin
  if caller is null then
    raise exception 'sign in first' using errcode = '42501';
  end if;
  for own in
    select m.user_code, o.name
    from public.analytics_members m
    join public.analytics_owners o on o.user_code = m.user_code
    where m.user_id = caller
    order by m.user_code
  loop
    begin
      perform daybook.require_other_owner(own.user_code, caller);
    exception when sqlstate '23001' then
      held := held || jsonb_build_object('user_code', own.user_code, 'name', own.name);
    end;
  end loop;
  if held = '[]' then
    for own in
      delete from public.analytics_members m
      where m.user_id = caller
      returning m.user_code, m.role
    loop
      perform daybook.note_act(own.user_code, 'member_left', jsonb_build_object(
        'role', own.role, 'email', (select e.email from daybook.user_emails(array[caller]) as e)
      ));
    end loop;
  end if;
  return jsonb_build_object('last_owner_of', held, 'is_hosts', daybook.has_host_users());
end;
$$;

revoke all on function daybook.analytics_leave_all_owners() from public;
grant execute on function daybook.analytics_leave_all_owners() to authenticated;
alter function daybook.analytics_leave_all_owners() set schema public;

-- Takes a member's access away, at once, as an operator: also the last owner's, whose card can be claimed then. It stands in the card's log.
-- For service_role. PT404: no such member.
create function daybook.analytics_operator_remove_member(p_user_code text, p_user_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform 1 from public.analytics_owners o where o.user_code = p_user_code for update;
  delete from public.analytics_members m
  where m.user_code = p_user_code and m.user_id = p_user_id;
  if not found then
    raise exception 'no such member' using errcode = 'PT404';
  end if;
  perform daybook.note_operation(p_user_code, 'member_removed', jsonb_build_object(
    'member', p_user_id, 'email', (select e.email from daybook.user_emails(array[p_user_id]) as e)
  ));
end;
$$;

revoke all on function daybook.analytics_operator_remove_member(text, uuid) from public;
grant execute on function daybook.analytics_operator_remove_member(text, uuid) to service_role;
alter function daybook.analytics_operator_remove_member(text, uuid) set schema public;

-- Sets for how many days an owner's raw events are kept, as an operator; null: for good. It stands in the card's log. For service_role.
-- Safe to repeat. PT404: no such owner; 23514: fewer than 8 days or more than 3660.
create function daybook.analytics_operator_set_retention(p_user_code text, p_days integer) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  update public.analytics_owners o
  set retention_days = p_days
  where o.user_code = p_user_code;
  if not found then
    raise exception 'there is no owner %', p_user_code using errcode = 'PT404';
  end if;
  perform daybook.note_operation(p_user_code, 'retention_changed', jsonb_build_object('days', p_days));
end;
$$;

revoke all on function daybook.analytics_operator_set_retention(text, integer) from public;
grant execute on function daybook.analytics_operator_set_retention(text, integer) to service_role;
alter function daybook.analytics_operator_set_retention(text, integer) set schema public;

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

-- Makes a link by which whoever opens it and signs in becomes the owner of a card that has no member: { user_code, token, expires_at }. A
-- former claim of it opens nothing any more. p_email: only who signs in with this address. For service_role. PT404: no such owner;
-- 22023: it has members, or what was given is not valid.
create function daybook.analytics_claim_owner(p_user_code text, p_days integer default 30, p_email text default null)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  token text := daybook.new_token();
  address text := nullif(lower(btrim(p_email)), '');
  expiry timestamptz;
begin
  perform 1 from public.analytics_owners o where o.user_code = p_user_code for update;
  if not found then
    raise exception 'there is no owner %', p_user_code using errcode = 'PT404';
  end if;
  if daybook.has_members(p_user_code) then
    raise exception '% has members: they can invite others', p_user_code using errcode = '22023';
  end if;
  if p_days is null or p_days not between 1 and 366 then
    raise exception 'a claim is open for 1 to 366 days' using errcode = '22023';
  end if;
  expiry := now() + make_interval(days => p_days);
  delete from public.analytics_invitations i where i.user_code = p_user_code and i.invited_by is null;
  begin
    insert into public.analytics_invitations (user_code, token_hash, role, email, expires_at)
    values (p_user_code, daybook.token_hash('claim', token), 'owner', address, expiry);
  exception when check_violation then
    raise exception 'this is no e-mail address' using errcode = '22023';
  end;
  perform daybook.note_act(p_user_code, 'claim_made', jsonb_build_object('email', address));
  return jsonb_build_object('user_code', p_user_code, 'token', token, 'expires_at', expiry);
end;
$$;

revoke all on function daybook.analytics_claim_owner(text, integer, text) from public;
grant execute on function daybook.analytics_claim_owner(text, integer, text) to service_role;
alter function daybook.analytics_claim_owner(text, integer, text) set schema public;

-- A page of an owner's audit log, the latest first: { rows: [{ at, act_id, actor, email, action, about }], next }. p_after: the `next` of
-- the page before, null for the first; `next` is null after the last. `actor` null: an operator or the app itself. For owners.
create function daybook.analytics_owner_audit(p_user_code text, p_after jsonb default null, p_rows integer default 50)
returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  page_rows integer := least(greatest(p_rows, 1), 5000);
  page jsonb[];
  user_ids uuid[];
begin
  perform daybook.require_member(p_user_code, array['owner']);
  page := array(
    select jsonb_build_object('at', a.at, 'act_id', a.act_id, 'actor', a.actor, 'action', a.action, 'about', a.about)
    from public.analytics_audit a
    where a.user_code = p_user_code
      and (p_after is null or (a.at, a.act_id) < ((p_after ->> 0)::timestamptz, (p_after ->> 1)::uuid))
    order by a.at desc, a.act_id desc
    limit page_rows
  );
  user_ids := array(select distinct (a.act ->> 'actor')::uuid from unnest(page) as a(act) where a.act ->> 'actor' is not null);
  return jsonb_build_object(
    'rows', (
      select coalesce(jsonb_agg(a.act || jsonb_build_object('email', e.email) order by a.place), '[]'::jsonb)
      from unnest(page) with ordinality as a(act, place)
      left join daybook.user_emails(user_ids) as e on e.user_id = (a.act ->> 'actor')::uuid
    ),
    'next', case when cardinality(page) = page_rows then
      jsonb_build_array(page[page_rows] -> 'at', page[page_rows] -> 'act_id')
    end
  );
end;
$$;

revoke all on function daybook.analytics_owner_audit(text, jsonb, integer) from public;
grant execute on function daybook.analytics_owner_audit(text, jsonb, integer) to authenticated;
alter function daybook.analytics_owner_audit(text, jsonb, integer) set schema public;

-- Notes in the audit log that the caller exports a table. For every member, of what they may see.
create function daybook.analytics_note_export(p_user_code text, p_table text, p_format text) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_sight(p_user_code);
  perform daybook.note_act(p_user_code, 'table_exported', jsonb_build_object(
    'table', left(p_table, 60), 'format', left(p_format, 10)
  ));
end;
$$;

revoke all on function daybook.analytics_note_export(text, text, text) from public;
grant execute on function daybook.analytics_note_export(text, text, text) to authenticated;
alter function daybook.analytics_note_export(text, text, text) set schema public;

-- Keys with which an owner's own systems ask for numbers, register shares or send events. A key is shown once, when it is made;
-- what is kept is its token's hash. It belongs to the owner, not to the member who made it.
create table daybook.analytics_api_keys (
  user_code    text        not null references public.analytics_owners on delete cascade,
  key_hash     text        not null check (key_hash ~ '^[0-9a-f]{64}$'),
  name         text        not null check (length(name) between 1 and 120),
  -- 'read': numbers, contacts, shares and groups; 'shares': registering shares and groups; 'events': sending events.
  abilities    text[]      not null check (
    cardinality(abilities) between 1 and 3 and abilities <@ array['read', 'shares', 'events']::text[]
  ),
  created_by   uuid        not null,
  created_at   timestamptz not null,
  -- To a minute.
  last_used_at timestamptz,
  expires_at   timestamptz,
  revoked_at   timestamptz,
  primary key (user_code, key_hash)
);

alter table daybook.analytics_api_keys enable row level security;
grant select on daybook.analytics_api_keys to service_role;
alter table daybook.analytics_api_keys set schema public;

-- Refuses whoever brings no key of the owner that is in force (PT401), or one without this ability (42501; null: any will do), and
-- notes that it was used, at most once a minute. Returns the key's name. The first line of every function that is asked with a key.
create function daybook.open_key(p_user_code text, p_key_hash text, p_ability text) returns text
language plpgsql
set search_path = ''
as $$
declare
  moment timestamptz := now();
  key_name text;
  key_abilities text[];
  used_at timestamptz;
begin
  select k.name, k.abilities, k.last_used_at
  into key_name, key_abilities, used_at
  from public.analytics_api_keys k
  where k.user_code = p_user_code
    and k.key_hash = p_key_hash
    and k.revoked_at is null
    and (k.expires_at is null or k.expires_at > moment);
  if not found then
    raise exception 'no such key is in force' using errcode = 'PT401';
  end if;
  if p_ability <> all (key_abilities) then
    raise exception 'this key has not the ability %', p_ability using errcode = '42501';
  end if;

  if used_at is null or used_at < moment - interval '1 minute' then
    -- Whoever else notes the same at this moment is not waited for.
    perform 1
    from public.analytics_api_keys k
    where k.user_code = p_user_code and k.key_hash = p_key_hash
    for no key update skip locked;
    if found then
      update public.analytics_api_keys k
      set last_used_at = moment
      where k.user_code = p_user_code and k.key_hash = p_key_hash;
    end if;
  end if;
  return key_name;
end;
$$;

revoke all on function daybook.open_key(text, text, text) from public;

-- Whose a key is and what it may do, as one JSON value { owner, key }; the key must have p_ability, where one is named. For
-- service_role. PT401, 42501: as open_key.
create function daybook.analytics_open_key(p_user_code text, p_key_hash text, p_ability text default null) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  key_name text := daybook.open_key(p_user_code, p_key_hash, p_ability);
begin
  return (
    select jsonb_build_object(
      'owner', jsonb_build_object('user_code', o.user_code, 'name', o.name, 'time_zone', o.time_zone),
      'key', jsonb_build_object('name', key_name, 'abilities', to_jsonb(k.abilities), 'expires_at', k.expires_at)
    )
    from public.analytics_api_keys k
    join public.analytics_owners o on o.user_code = k.user_code
    where k.user_code = p_user_code and k.key_hash = p_key_hash
  );
end;
$$;

revoke all on function daybook.analytics_open_key(text, text, text) from public;
grant execute on function daybook.analytics_open_key(text, text, text) to service_role;
alter function daybook.analytics_open_key(text, text, text) set schema public;

-- Makes a key and returns it: `daybook_<user_code>_<token>`, which is not kept and cannot be read again. For owners. Two calls make
-- two keys. 22023: the name, the abilities or the time of expiry is not valid, or there are 100 keys in force. Keys that were
-- revoked or expired more than 400 days ago are forgotten meanwhile, as the accounting of that time is.
create function daybook.analytics_create_key(
  p_user_code text,
  p_name text,
  p_abilities text[],
  p_expires_at timestamptz default null
)
returns text
language plpgsql security definer
set search_path = ''
as $$
declare
  caller uuid;
  moment timestamptz := clock_timestamp();
  token text;
  shown_name text := btrim(p_name);
  wanted text[] := array(select distinct g.ability from unnest(p_abilities) as g(ability) order by g.ability);
begin
  perform daybook.require_member(p_user_code, array['owner']);
  caller := daybook.caller();
  token := daybook.new_token();
  if p_expires_at <= moment then
    raise exception 'the key would have expired already' using errcode = '22023';
  end if;
  delete from public.analytics_api_keys k
  where k.user_code = p_user_code and least(k.revoked_at, k.expires_at) < moment - interval '400 days';
  if (
    select count(*)
    from public.analytics_api_keys k
    where k.user_code = p_user_code and k.revoked_at is null and (k.expires_at is null or k.expires_at > moment)
  ) >= 100 then
    raise exception 'there are 100 keys already: revoke one first' using errcode = '22023';
  end if;
  insert into public.analytics_api_keys (user_code, key_hash, name, abilities, created_by, created_at, expires_at)
  values (p_user_code, daybook.token_hash('key', token), shown_name, wanted, caller, moment, p_expires_at);
  perform daybook.note_act(
    p_user_code, 'key_created',
    jsonb_build_object('name', shown_name, 'abilities', to_jsonb(wanted), 'expires_at', p_expires_at)
  );
  return 'daybook_' || p_user_code || '_' || token;
exception when check_violation or not_null_violation then
  raise exception 'the name or the abilities of the key are not valid' using errcode = '22023';
end;
$$;

revoke all on function daybook.analytics_create_key(text, text, text[], timestamptz) from public;
grant execute on function daybook.analytics_create_key(text, text, text[], timestamptz) to authenticated;
alter function daybook.analytics_create_key(text, text, text[], timestamptz) set schema public;

-- Ends a key at once: the next call that brings it is refused. For owners. Safe to repeat: a key is revoked, and noted, once.
-- PT404: the owner has no such key.
create function daybook.analytics_revoke_key(p_user_code text, p_key_hash text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  moment timestamptz := clock_timestamp();
  key_name text;
  ended_at timestamptz;
begin
  perform daybook.require_member(p_user_code, array['owner']);
  select k.name, k.revoked_at
  into key_name, ended_at
  from public.analytics_api_keys k
  where k.user_code = p_user_code and k.key_hash = p_key_hash
  for update;
  if not found then
    raise exception 'no such key' using errcode = 'PT404';
  end if;
  if ended_at is null then
    update public.analytics_api_keys k
    set revoked_at = moment
    where k.user_code = p_user_code and k.key_hash = p_key_hash;
    perform daybook.note_act(p_user_code, 'key_revoked', jsonb_build_object('name', key_name));
  end if;
end;
$$;

revoke all on function daybook.analytics_revoke_key(text, text) from public;
grant execute on function daybook.analytics_revoke_key(text, text) to authenticated;
alter function daybook.analytics_revoke_key(text, text) set schema public;

-- Every key of an owner, newest first, those in force before those that were revoked or have expired: { keys, now }. For owners.
-- The hash tells keys apart and opens nothing.
create function daybook.analytics_owner_keys(p_user_code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner']);
  return jsonb_build_object(
    'keys', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'key_hash', k.key_hash, 'name', k.name, 'abilities', to_jsonb(k.abilities), 'created_at', k.created_at,
          'last_used_at', k.last_used_at, 'expires_at', k.expires_at, 'revoked_at', k.revoked_at,
          'in_force', k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
        )
        order by k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) desc, k.created_at desc, k.key_hash
      ), '[]'::jsonb)
      from public.analytics_api_keys k
      where k.user_code = p_user_code
    ),
    'now', now()
  );
end;
$$;

revoke all on function daybook.analytics_owner_keys(text) from public;
grant execute on function daybook.analytics_owner_keys(text) to authenticated;
alter function daybook.analytics_owner_keys(text) set schema public;

-- Takes the caller out of an owner's members, at once. 42501: no member; 23001: the last owner, who hands it over or deletes it.
create function daybook.analytics_leave_owner(p_user_code text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  sight daybook.sight;
  caller uuid;
begin
  sight := daybook.require_sight(p_user_code);
  caller := daybook.caller();
  perform daybook.require_other_owner(p_user_code, caller);
  delete from public.analytics_members m where m.user_code = p_user_code and m.user_id = caller;
  perform daybook.note_act(p_user_code, 'member_left', jsonb_build_object(
    'member', caller, 'email', (select e.email from daybook.user_emails(array[caller]) as e), 'role', sight.role
  ));
end;
$$;

revoke all on function daybook.analytics_leave_owner(text) from public;
grant execute on function daybook.analytics_leave_owner(text) to authenticated;
alter function daybook.analytics_leave_owner(text) set schema public;

-- Makes another member the owner in the caller's place, who stays as an editor. For owners; there is one at every moment. PT404: no
-- such other member, or one whose account is gone.
create function daybook.analytics_hand_over_owner(p_user_code text, p_user_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  caller uuid;
  address text;
begin
  perform daybook.require_member(p_user_code, array['owner']);
  caller := daybook.caller();
  perform 1 from public.analytics_owners o where o.user_code = p_user_code for update;
  -- Asked again now that nobody else can change it: two who hand over at once would both be editors.
  perform daybook.require_member(p_user_code, array['owner']);
  select e.email into address from daybook.user_emails(array[p_user_id]) as e;
  if not found or p_user_id = caller then
    raise exception 'no such other member' using errcode = 'PT404';
  end if;
  update public.analytics_members m
  set role = 'owner', seen_groups = null, seen_shares = null
  where m.user_code = p_user_code and m.user_id = p_user_id;
  if not found then
    raise exception 'no such other member' using errcode = 'PT404';
  end if;
  update public.analytics_members m set role = 'editor' where m.user_code = p_user_code and m.user_id = caller;
  perform daybook.note_act(p_user_code, 'owner_handed_over', jsonb_build_object('member', p_user_id, 'email', address));
end;
$$;

revoke all on function daybook.analytics_hand_over_owner(text, uuid) from public;
grant execute on function daybook.analytics_hand_over_owner(text, uuid) to authenticated;
alter function daybook.analytics_hand_over_owner(text, uuid) set schema public;

-- Begins to delete an owner: from here on nobody sees it, nothing comes in, and its code is nobody's until everything is gone. For
-- owners. analytics_continue_deletion does the rest; where nobody calls it, the nightly run does. Its audit log goes with it: who asked
-- stands in analytics_deletions until the end, and that it was deleted in the operators' log. Returns { rows }: about how many there are to remove.
create function daybook.analytics_begin_deletion(p_user_code text) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  held bigint;
  part bigint;
  name text;
  caller uuid;
begin
  perform daybook.require_member(p_user_code, array['owner']);
  caller := daybook.caller();
  -- Raw rows are known without counting them: those of the last rebuilds, and what the marks name.
  select coalesce(sum(d.raw_events) filter (where not d.is_emptied), 0) + count(*)
  into held
  from public.analytics_days d
  where d.user_code = p_user_code;
  select held + coalesce(sum(cardinality(m.view_ids) + cardinality(m.click_ids) + 1), 0)
  into held
  from public.analytics_dirty_days m
  where m.user_code = p_user_code;
  foreach name in array array[
    'analytics_daily_user_stats', 'analytics_daily_group_stats', 'analytics_daily_contact_stats',
    'analytics_daily_click_targets', 'analytics_daily_page_stats', 'analytics_daily_breakdowns', 'analytics_daily_ingest_stats'
  ] loop
    execute format('select count(*) from public.%I t where t.user_code = $1', name) into part using p_user_code;
    held := held + part;
  end loop;

  insert into public.analytics_deletions (user_code, name, requested_by, rows)
  select o.user_code, o.name, caller, held
  from public.analytics_owners o
  where o.user_code = p_user_code;
  delete from public.analytics_owners o where o.user_code = p_user_code;
  perform daybook.log_operation(
    p_user_code, 'owner_deletion_begun', jsonb_build_object('by', 'member', 'rows', held)
  );
  return jsonb_build_object('rows', held);
end;
$$;

revoke all on function daybook.analytics_begin_deletion(text) from public;
grant execute on function daybook.analytics_begin_deletion(text) to authenticated;
alter function daybook.analytics_begin_deletion(text) set schema public;

-- Goes on for two seconds with an owner that the caller has begun to delete; while somebody else is at work on it, only looks.
-- Returns { rows, removed, done }. 42501 for everyone else; done, too, for an owner that is gone already: its code may be anybody's by
-- then, so nothing more is said of it.
create function daybook.analytics_continue_deletion(p_user_code text) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  caller uuid := daybook.caller();
  deletion public.analytics_deletions;
begin
  if caller is null then
    raise exception 'sign in first' using errcode = '42501';
  end if;
  select * into deletion from public.analytics_deletions d where d.user_code = p_user_code;
  if found and deletion.requested_by is distinct from caller then
    raise exception 'not a member of this owner' using errcode = '42501';
  end if;
  perform 1 from public.analytics_deletions d where d.user_code = p_user_code for update skip locked;
  if found then
    perform public.analytics_delete_owner(p_user_code, interval '2 seconds');
  end if;
  select * into deletion from public.analytics_deletions d where d.user_code = p_user_code;
  return jsonb_build_object(
    'rows', coalesce(deletion.rows, 0), 'removed', coalesce(deletion.removed, 0), 'done', deletion.user_code is null
  );
end;
$$;

revoke all on function daybook.analytics_continue_deletion(text) from public;
grant execute on function daybook.analytics_continue_deletion(text) to authenticated;
alter function daybook.analytics_continue_deletion(text) set schema public;


-- --------------------------------------------------------------------------------------------------------------- cards

-- The card that an owner has made here, and its picture. Its name stands in analytics_owners. What it may hold is checked
-- where it is read (lib/card/card.ts), because whoever shows it must not trust it; here only how much.
create table daybook.analytics_cards (
  user_code    text        not null primary key references public.analytics_owners on delete cascade,
  card         jsonb       not null check (jsonb_typeof(card) = 'object' and pg_column_size(card) <= 32000),
  -- SHA-256 of the picture, by which its address changes with it; null: there is none.
  picture_hash text        check (picture_hash ~ '^[0-9a-f]{64}$'),
  changed_at   timestamptz not null
);

alter table daybook.analytics_cards enable row level security;
grant select, insert, update, delete on daybook.analytics_cards to service_role;
alter table daybook.analytics_cards set schema public;

-- The pictures of cards, apart from them, so that a card is read without its picture. JPEG only: it begins and ends as one.
create table daybook.analytics_card_pictures (
  user_code text  not null primary key references public.analytics_owners on delete cascade,
  content   bytea not null check (
    length(content) between 100 and 61440
    and substring(content from 1 for 3) = '\xffd8ff'::bytea
    and substring(content from length(content) - 1) = '\xffd9'::bytea
  )
);

alter table daybook.analytics_card_pictures enable row level security;
grant select, insert, update, delete on daybook.analytics_card_pictures to service_role;
alter table daybook.analytics_card_pictures set schema public;

-- What an owner's card shows: { user_code, name, card_url, card, picture_hash }, the last two null where none was made here;
-- null for an unknown owner.
create function daybook.card_of(p_user_code text) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'user_code', o.user_code,
      'name', o.name,
      'card_url', o.card_url,
      'card', c.card,
      'picture_hash', c.picture_hash
    )
    from public.analytics_owners o
    left join public.analytics_cards c on c.user_code = o.user_code
    where o.user_code = p_user_code
  );
end;
$$;

revoke all on function daybook.card_of(text) from public;

-- Makes an owner's card here, or changes it; share links lead to it from then on. p_card's keys take the place of those that
-- were there, others stay. p_picture: a JPEG in base64, '' for none, null to keep what is there. For owners and editors. Safe
-- to repeat: it ends in the same rows. 23514: the name, the card's size or the picture is not valid; 22023: this is no base64.
create function daybook.analytics_save_card(p_user_code text, p_name text, p_card jsonb, p_picture text default null)
returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  moment timestamptz := now();
  picture bytea;
  hash text;
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  update public.analytics_owners o
  set name = btrim(p_name), card_url = null
  where o.user_code = p_user_code;
  insert into public.analytics_cards as c (user_code, card, changed_at)
  values (p_user_code, p_card, moment)
  on conflict (user_code) do update set card = c.card || excluded.card, changed_at = excluded.changed_at;
  if p_picture = '' then
    delete from public.analytics_card_pictures p where p.user_code = p_user_code;
  elsif p_picture is not null then
    begin
      picture := decode(p_picture, 'base64');
    exception when others then
      raise exception 'the picture is no base64' using errcode = '22023';
    end;
    hash := encode(sha256(picture), 'hex');
    insert into public.analytics_card_pictures (user_code, content)
    values (p_user_code, picture)
    on conflict (user_code) do update set content = excluded.content;
  end if;
  if p_picture is not null then
    update public.analytics_cards c set picture_hash = hash where c.user_code = p_user_code;
  end if;
  perform daybook.note_act(p_user_code, 'card_changed', jsonb_build_object('name', btrim(p_name)));
end;
$$;

revoke all on function daybook.analytics_save_card(text, text, jsonb, text) from public;
grant execute on function daybook.analytics_save_card(text, text, jsonb, text) to authenticated;
alter function daybook.analytics_save_card(text, text, jsonb, text) set schema public;

-- The card for the screen that changes it: what daybook.card_of says, and the caller's role. For members.
create function daybook.analytics_owner_card(p_user_code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller_role text := daybook.require_member(p_user_code);
begin
  return daybook.card_of(p_user_code) || jsonb_build_object('role', caller_role);
end;
$$;

revoke all on function daybook.analytics_owner_card(text) from public;
grant execute on function daybook.analytics_owner_card(text) to authenticated;
alter function daybook.analytics_owner_card(text) set schema public;

-- The card for whoever opens its address, as daybook.card_of says. For service_role.
create function daybook.analytics_find_card(p_user_code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return daybook.card_of(p_user_code);
end;
$$;

revoke all on function daybook.analytics_find_card(text) from public;
grant execute on function daybook.analytics_find_card(text) to service_role;
alter function daybook.analytics_find_card(text) set schema public;

-- A card's picture in base64, if it is still the one with this hash; else null. For service_role.
create function daybook.analytics_card_picture(p_user_code text, p_hash text) returns text
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (
    select encode(p.content, 'base64')
    from public.analytics_card_pictures p
    join public.analytics_cards c on c.user_code = p.user_code
    where p.user_code = p_user_code and c.picture_hash = p_hash
  );
end;
$$;

revoke all on function daybook.analytics_card_picture(text, text) from public;
grant execute on function daybook.analytics_card_picture(text, text) to service_role;
alter function daybook.analytics_card_picture(text, text) set schema public;


-- ------------------------------------------------------------------------------------------------------------- screens

-- Every group and share of an owner that the caller may see, archived ones too, with the visits and taps by each share since it was
-- made, the last day it was visited and the last time a preview of its link was fetched. For members. Days that are still dirty are
-- counted in raw, all others read from the daily rows.
create function daybook.analytics_owner_shares(p_user_code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  sight daybook.sight;
  is_whole boolean;
  dirty date[];
  answer jsonb;
begin
  sight := daybook.require_sight(p_user_code);
  is_whole := sight.groups is null and sight.shares is null;

  dirty := array(select distinct m.date from public.analytics_dirty_days m where m.user_code = p_user_code);
  with parts as (
    select
      c.share_code, sum(c.sessions) as visits, sum(c.clicks) as taps, max(c.date) filter (where c.sessions > 0) as last_date
    from public.analytics_daily_contact_stats c
    where c.user_code = p_user_code and not c.date = any (dirty)
    group by c.share_code
    union all
    select s.share_code, count(*), 0, max(s.date)
    from public.analytics_sessions s
    where s.user_code = p_user_code and s.date = any (dirty)
    group by s.share_code
    union all
    select k.share_code, 0, count(*), null::date
    from public.analytics_clicks k
    where k.user_code = p_user_code and k.date = any (dirty)
    group by k.share_code
  ),
  seen as (
    select p.share_code, sum(p.visits) as visits, sum(p.taps) as taps, max(p.last_date) as date
    from parts p
    group by p.share_code
  ),
  last_preview as (
    select p.share_code, max(p.at) as at
    from public.analytics_share_previews p
    where p.user_code = p_user_code
    group by p.share_code
  )
  select jsonb_build_object(
    'role', sight.role,
    'owner', (
      select jsonb_build_object(
        'user_code', o.user_code, 'name', o.name, 'time_zone', o.time_zone, 'card_url', o.card_url,
        'today', daybook.owner_today(p_user_code)
      )
      from public.analytics_owners o
      where o.user_code = p_user_code
    ),
    'groups', (
      select coalesce(jsonb_agg(
        jsonb_build_object('group_code', g.group_code, 'name', g.name, 'archived', g.archived_at is not null)
        order by g.name, g.group_code
      ), '[]'::jsonb)
      from public.analytics_groups g
      where g.user_code = p_user_code
        and (is_whole or g.group_code = any (sight.groups))
    ),
    'shares', (
      select coalesce(jsonb_agg(
        jsonb_build_object(
          'share_code', s.share_code, 'contact', s.contact,
          'group_code',
          case when is_whole or s.group_code = any (sight.groups) then coalesce(s.group_code, '') else '' end,
          'created_at', s.created_at, 'archived', s.archived_at is not null,
          'visits', coalesce(l.visits, 0), 'taps', coalesce(l.taps, 0), 'last_seen', l.date, 'last_preview', p.at
        ) order by lower(s.contact), s.share_code
      ), '[]'::jsonb)
      from public.analytics_shares s
      left join seen l on l.share_code = s.share_code
      left join last_preview p on p.share_code = s.share_code
      where s.user_code = p_user_code
        and (is_whole or s.share_code = any (sight.shares) or s.group_code = any (sight.groups))
    )
  )
  into answer;
  return answer;
end;
$$;

revoke all on function daybook.analytics_owner_shares(text) from public;
grant execute on function daybook.analytics_owner_shares(text) to authenticated;
alter function daybook.analytics_owner_shares(text) set schema public;

-- Makes a group, or gives the one that has this code another name. For owners and editors. Safe to repeat: it ends in
-- the same row. 23514: code or name is not valid.
create function daybook.analytics_save_group(p_user_code text, p_group_code text, p_name text) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  -- Saving what is saved already is no act.
  if exists (
    select 1
    from public.analytics_groups g
    where g.user_code = p_user_code and g.group_code = p_group_code and g.name = btrim(p_name)
  ) then
    return;
  end if;
  insert into public.analytics_groups as g (user_code, group_code, name)
  values (p_user_code, p_group_code, btrim(p_name))
  on conflict (user_code, group_code) do update
  set name = excluded.name;
  perform daybook.note_act(
    p_user_code, 'group_saved', jsonb_build_object('group', p_group_code, 'name', btrim(p_name))
  );
end;
$$;

revoke all on function daybook.analytics_save_group(text, text, text) from public;
grant execute on function daybook.analytics_save_group(text, text, text) to authenticated;
alter function daybook.analytics_save_group(text, text, text) set schema public;

-- Puts a group away, or takes it out again. Its shares, their links and its numbers stay. For owners and editors. Safe
-- to repeat: the first moment stays. PT404: no such group.
create function daybook.analytics_archive_group(p_user_code text, p_group_code text, p_archived boolean) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  moment timestamptz := clock_timestamp();
  group_name text;
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  update public.analytics_groups g
  set archived_at = case when p_archived then coalesce(g.archived_at, moment) end
  where g.user_code = p_user_code
    and g.group_code = p_group_code
  returning g.name into group_name;
  if not found then
    raise exception 'no such group' using errcode = 'PT404';
  end if;
  perform daybook.note_act(
    p_user_code, case when p_archived then 'group_archived' else 'group_restored' end,
    jsonb_build_object('group', p_group_code, 'name', group_name)
  );
end;
$$;

revoke all on function daybook.analytics_archive_group(text, text, boolean) from public;
grant execute on function daybook.analytics_archive_group(text, text, boolean) to authenticated;
alter function daybook.analytics_archive_group(text, text, boolean) set schema public;

-- Makes a share. For owners and editors. Not twice: 23505 says that the code is taken. 23514: code or contact is not
-- valid; 23503: no such group.
create function daybook.analytics_create_share(
  p_user_code text,
  p_share_code text,
  p_contact text default '',
  p_group_code text default null
)
returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  insert into public.analytics_shares (user_code, share_code, contact, group_code)
  values (p_user_code, p_share_code, btrim(p_contact), nullif(p_group_code, ''));
  perform daybook.note_act(p_user_code, 'share_created', jsonb_build_object(
    'share', p_share_code, 'contact', btrim(p_contact), 'group', nullif(p_group_code, '')
  ));
end;
$$;

revoke all on function daybook.analytics_create_share(text, text, text, text) from public;
grant execute on function daybook.analytics_create_share(text, text, text, text) to authenticated;
alter function daybook.analytics_create_share(text, text, text, text) set schema public;

-- Gives a share another contact and group; visits from now on belong to them. For owners and editors. Safe to repeat:
-- it ends in the same row. PT404: no such share; 23514 and 23503 as above.
create function daybook.analytics_change_share(p_user_code text, p_share_code text, p_contact text, p_group_code text)
returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  update public.analytics_shares s
  set contact = btrim(p_contact), group_code = nullif(p_group_code, '')
  where s.user_code = p_user_code
    and s.share_code = p_share_code;
  if not found then
    raise exception 'no such share' using errcode = 'PT404';
  end if;
  perform daybook.note_act(p_user_code, 'share_changed', jsonb_build_object(
    'share', p_share_code, 'contact', btrim(p_contact), 'group', nullif(p_group_code, '')
  ));
end;
$$;

revoke all on function daybook.analytics_change_share(text, text, text, text) from public;
grant execute on function daybook.analytics_change_share(text, text, text, text) to authenticated;
alter function daybook.analytics_change_share(text, text, text, text) set schema public;

-- Puts a share away, or takes it out again. Its link keeps working and counting. For owners and editors. Safe to
-- repeat: the first moment stays. PT404: no such share.
create function daybook.analytics_archive_share(p_user_code text, p_share_code text, p_archived boolean) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  moment timestamptz := clock_timestamp();
  given_to text;
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  update public.analytics_shares s
  set archived_at = case when p_archived then coalesce(s.archived_at, moment) end
  where s.user_code = p_user_code
    and s.share_code = p_share_code
  returning s.contact into given_to;
  if not found then
    raise exception 'no such share' using errcode = 'PT404';
  end if;
  perform daybook.note_act(
    p_user_code, case when p_archived then 'share_archived' else 'share_restored' end,
    jsonb_build_object('share', p_share_code, 'contact', given_to)
  );
end;
$$;

revoke all on function daybook.analytics_archive_share(text, text, boolean) from public;
grant execute on function daybook.analytics_archive_share(text, text, boolean) to authenticated;
alter function daybook.analytics_archive_share(text, text, boolean) set schema public;

-- Makes many shares at once, and the groups that they name, all or none. p_groups: [{ group_code, name, archived }], p_shares:
-- [{ share_code, contact, group_code, archived, created_at }], of which `archived` and a `created_at` that has been may be
-- missing. What exists already stays as it is, so a repeat changes nothing. For owners and editors. Returns { shares, groups }:
-- how many were made. 22023: more than 10,000 shares or groups, or no moment as created_at.
create function daybook.analytics_import_shares(p_user_code text, p_groups jsonb, p_shares jsonb) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  made_groups bigint;
  made_shares bigint;
  moment timestamptz := clock_timestamp();
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  if jsonb_array_length(p_shares) > 10000 or jsonb_array_length(p_groups) > 10000 then
    raise exception 'at most 10000 shares and groups can be made at once' using errcode = '22023';
  end if;

  insert into public.analytics_groups (user_code, group_code, name, archived_at)
  select
    p_user_code, g.value ->> 'group_code', btrim(g.value ->> 'name'),
    case when (g.value ->> 'archived')::boolean then moment end
  from jsonb_array_elements(p_groups) as g(value)
  order by 2
  on conflict (user_code, group_code) do nothing;
  get diagnostics made_groups = row_count;

  insert into public.analytics_shares (user_code, share_code, contact, group_code, created_at, archived_at)
  select
    p_user_code, s.value ->> 'share_code', btrim(coalesce(s.value ->> 'contact', '')),
    nullif(s.value ->> 'group_code', ''),
    least(coalesce((s.value ->> 'created_at')::timestamptz, moment), moment),
    case when (s.value ->> 'archived')::boolean then moment end
  from jsonb_array_elements(p_shares) as s(value)
  order by 2
  on conflict (user_code, share_code) do nothing;
  get diagnostics made_shares = row_count;

  if made_shares + made_groups > 0 then
    perform daybook.note_act(
      p_user_code, 'shares_imported', jsonb_build_object('shares', made_shares, 'groups', made_groups)
    );
  end if;
  return jsonb_build_object('shares', made_shares, 'groups', made_groups);
exception when invalid_datetime_format or datetime_field_overflow then
  raise exception 'created_at is no moment' using errcode = '22023';
end;
$$;

revoke all on function daybook.analytics_import_shares(text, jsonb, jsonb) from public;
grant execute on function daybook.analytics_import_shares(text, jsonb, jsonb) to authenticated;
alter function daybook.analytics_import_shares(text, jsonb, jsonb) set schema public;

-- What the settings screen shows, as one JSON value. For members. `has_events` tells whether any event was ever stored;
-- excluded addresses are keyed hashes, of which a member may compare the one of where they are.
create function daybook.analytics_owner_settings(p_user_code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  caller_role text := daybook.require_member(p_user_code);
  answer jsonb;
begin
  select jsonb_build_object(
    'role', caller_role,
    'user_code', o.user_code,
    'name', o.name,
    'card_url', o.card_url,
    'allowed_origins', to_jsonb(o.allowed_origins),
    'excluded_addresses', to_jsonb(o.excluded_addresses),
    'retention_days', o.retention_days,
    'time_zone', o.time_zone,
    -- The zone that today still follows, and since when the chosen one is in force, or from when it will be.
    'current_time_zone', (
      select z.time_zone
      from public.analytics_owner_time_zones z
      where z.user_code = p_user_code and z.valid_from <= now() and z.valid_to > now()
    ),
    'time_zone_from', (
      select max(z.valid_from)
      from public.analytics_owner_time_zones z
      where z.user_code = p_user_code and z.valid_from > now()
    ),
    'has_events',
      exists (select 1 from public.analytics_days d where d.user_code = p_user_code and d.raw_events > 0)
      or exists (select 1 from public.analytics_dirty_days m where m.user_code = p_user_code),
    'now', now()
  )
  into answer
  from public.analytics_owners o
  where o.user_code = p_user_code;
  return answer;
end;
$$;

revoke all on function daybook.analytics_owner_settings(text) from public;
grant execute on function daybook.analytics_owner_settings(text) to authenticated;
alter function daybook.analytics_owner_settings(text) set schema public;

-- Sets the owner's name and the address that share links lead to; null: Daybook's own card. For owners and editors. Safe
-- to repeat: it ends in the same row. 23514: name or address is not valid.
create function daybook.analytics_set_owner_card(p_user_code text, p_name text, p_card_url text) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  update public.analytics_owners o
  set name = btrim(p_name), card_url = nullif(btrim(p_card_url), '')
  where o.user_code = p_user_code;
  perform daybook.note_act(p_user_code, 'card_changed', jsonb_build_object(
    'name', btrim(p_name), 'card_url', nullif(btrim(p_card_url), '')
  ));
end;
$$;

revoke all on function daybook.analytics_set_owner_card(text, text, text) from public;
grant execute on function daybook.analytics_set_owner_card(text, text, text) to authenticated;
alter function daybook.analytics_set_owner_card(text, text, text) set schema public;

-- Sets which origins may send events; none: any. For owners and editors. Safe to repeat: it ends in the same row.
-- 22023: more than 50, or one longer than 300 characters.
create function daybook.analytics_set_owner_allowed_origins(p_user_code text, p_origins text[]) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  if cardinality(p_origins) > 50 or exists (select 1 from unnest(p_origins) as g(origin) where length(g.origin) > 300) then
    raise exception 'at most 50 origins of at most 300 characters' using errcode = '22023';
  end if;
  update public.analytics_owners o
  set allowed_origins = coalesce(p_origins, '{}')
  where o.user_code = p_user_code;
  perform daybook.note_act(p_user_code, 'origins_changed', jsonb_build_object('origins', cardinality(p_origins)));
end;
$$;

revoke all on function daybook.analytics_set_owner_allowed_origins(text, text[]) from public;
grant execute on function daybook.analytics_set_owner_allowed_origins(text, text[]) to authenticated;
alter function daybook.analytics_set_owner_allowed_origins(text, text[]) set schema public;

-- Sets for how many days raw events are kept; null: for good. For owners only, since it ends in deleting. Safe to
-- repeat: it ends in the same row. 23514: fewer than 8 days or more than 3660.
create function daybook.analytics_set_owner_retention(p_user_code text, p_days integer) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner']);
  update public.analytics_owners o
  set retention_days = p_days
  where o.user_code = p_user_code;
  perform daybook.note_act(p_user_code, 'retention_changed', jsonb_build_object('days', p_days));
end;
$$;

revoke all on function daybook.analytics_set_owner_retention(text, integer) from public;
grant execute on function daybook.analytics_set_owner_retention(text, integer) to authenticated;
alter function daybook.analytics_set_owner_retention(text, integer) set schema public;

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

-- Forgets every excluded address. For owners and editors. Safe to repeat: none stay none.
create function daybook.analytics_clear_owner_exclusions(p_user_code text) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  update public.analytics_owners o
  set excluded_addresses = '{}'
  where o.user_code = p_user_code;
  perform daybook.note_act(p_user_code, 'exclusions_cleared');
end;
$$;

revoke all on function daybook.analytics_clear_owner_exclusions(text) from public;
grant execute on function daybook.analytics_clear_owner_exclusions(text) to authenticated;
alter function daybook.analytics_clear_owner_exclusions(text) set schema public;

-- What arrived on each of an owner's days, what became of it and what was erased, before and after the nightly run has folded it.
create function daybook.accounting(p_user_code text, p_from date, p_to date)
returns table (date date, kind text, code text, events bigint)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select a.date, a.kind, a.code, sum(a.events)::bigint
  from (
    select s.date, s.kind, s.code, s.events
    from public.analytics_daily_ingest_stats s
    where s.user_code = p_user_code and s.date between p_from and p_to
    union all
    select g.date, g.kind, g.code, g.events
    from public.analytics_ingest_log g
    where g.user_code = p_user_code and g.date between p_from and p_to
  ) as a
  group by a.date, a.kind, a.code;
end;
$$;

revoke all on function daybook.accounting(text, date, date) from public;

-- The page views and clicks of each day that came after it had been closed: `late`, as its revisions and the marks since then
-- tell; `waiting`, those of them that no rebuild has counted yet.
create function daybook.late_events(p_user_code text, p_from date, p_to date)
returns table (date date, late numeric, waiting numeric)
language plpgsql stable
set search_path = ''
as $$
begin
  return query
  select l.date, sum(l.events) as late, sum(l.waiting) as waiting
  from (
    select
      r.date,
      coalesce((r.present ->> 'page_views')::bigint, 0) + coalesce((r.present ->> 'clicks')::bigint, 0)
        - coalesce((r.former ->> 'page_views')::bigint, 0) - coalesce((r.former ->> 'clicks')::bigint, 0) as events,
      0 as waiting
    from public.analytics_daily_revisions r
    where r.user_code = p_user_code and r.date between p_from and p_to and r.reason = 'late events'
    union all
    select m.date, w.events, w.events
    from public.analytics_dirty_days m
    join public.analytics_days d on d.user_code = p_user_code and d.date = m.date
    -- Of the events that changed the day, those of its own: not what one of its sessions did after midnight.
    cross join lateral (
      select
        (
          select count(*)
          from public.analytics_page_views v
          where v.user_code = p_user_code and v.date = m.date and v.event_id = any (m.view_ids)
        ) + (
          select count(*)
          from public.analytics_clicks c
          where c.user_code = p_user_code and c.date = m.date and c.event_id = any (m.click_ids)
        ) as events
    ) as w
    where m.user_code = p_user_code and m.date between p_from and p_to
      and daybook.day_at(p_user_code, d.computed_at) > m.date
  ) as l
  group by l.date;
end;
$$;

revoke all on function daybook.late_events(text, date, date) from public;

-- What a rebuild changed of an owner's closed days from p_from to p_to: the latest 100 revisions, latest first.
create function daybook.latest_revisions(p_user_code text, p_from date, p_to date) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'date', r.date, 'revised_at', r.revised_at, 'reason', r.reason, 'former', r.former, 'present', r.present
      ) order by r.revised_at desc
    ), '[]'::jsonb)
    from (
      select *
      from public.analytics_daily_revisions r
      where r.user_code = p_user_code and r.date between p_from and p_to
      order by r.revised_at desc
      limit 100
    ) as r
  );
end;
$$;

revoke all on function daybook.latest_revisions(text, date, date) from public;

-- The days from p_from to p_to that anything is known of, the latest first: how each was counted, from how many raw events
-- (page views and clicks), what arrived on it and what became of that, as the data page and its export tell.
create function daybook.data_days(p_user_code text, p_from date, p_to date) returns jsonb
language plpgsql stable
set search_path = ''
set jit = off
as $$
begin
  return (
    with accounts as (
      select
        b.date,
        coalesce(sum(b.events) filter (where b.kind <> 'erased'), 0)   as received,
        coalesce(sum(b.events) filter (where b.kind = 'stored'), 0)    as stored,
        coalesce(sum(b.events) filter (where b.kind = 'duplicate'), 0) as duplicate,
        coalesce(sum(b.events) filter (where b.kind = 'filtered'), 0)  as filtered,
        coalesce(sum(b.events) filter (where b.kind = 'rejected'), 0)  as rejected,
        coalesce(sum(b.events) filter (where b.kind = 'erased'), 0)    as erased,
        coalesce(jsonb_agg(
          jsonb_build_object('kind', b.kind, 'code', b.code, 'events', b.events) order by b.kind, b.events desc, b.code
        ) filter (where b.code <> ''), '[]'::jsonb) as codes
      from daybook.accounting(p_user_code, p_from, p_to) as b
      group by b.date
    ),
    dirty as (
      select m.date, max(m.marked_at) as marked_at
      from public.analytics_dirty_days m
      where m.user_code = p_user_code and m.date between p_from and p_to
      group by m.date
    ),
    previews as (
      select daybook.day_at(p_user_code, p.at) as date, count(*) as previews
      from public.analytics_share_previews p
      where p.user_code = p_user_code
        and daybook.day_at(p_user_code, p.at) between p_from and p_to
      group by 1
    ),
    verified as (
      select distinct on (v.date) v.date, v.verified_at, v.differences
      from public.analytics_verifications v
      where v.user_code = p_user_code and v.date between p_from and p_to
      order by v.date, v.verified_at desc
    ),
    days as (
      select
        g.day::date as date,
        case when m.date is not null then 'live' when d.raw_events > 0 then 'closed' else 'empty' end as state,
        d.computed_at, d.set_aside_at, d.set_aside_code, d.purged_at, m.marked_at,
        -- Page views and clicks. Counted in raw for dirty days only: of the others the daily rows tell.
        case
          when m.date is null then u.page_views + u.clicks
          else daybook.raw_events(p_user_code, m.date)
        end as raw_events,
        a.received, a.stored, a.duplicate, a.filtered, a.rejected, a.erased, a.codes, p.previews,
        v.verified_at, v.differences, l.late, l.waiting
      from generate_series(p_from::timestamp, p_to::timestamp, interval '1 day') as g(day)
      left join public.analytics_days d on d.user_code = p_user_code and d.date = g.day::date
      left join public.analytics_daily_user_stats u on u.user_code = p_user_code and u.date = g.day::date
      left join dirty m on m.date = g.day::date
      left join accounts a on a.date = g.day::date
      left join previews p on p.date = g.day::date
      left join verified v on v.date = g.day::date
      left join daybook.late_events(p_user_code, p_from, p_to) as l on l.date = g.day::date
    )
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'date', d.date, 'state', d.state,
        'computed_at', d.computed_at, 'raw_events', coalesce(d.raw_events, 0), 'purged_at', d.purged_at,
        'set_aside_at', d.set_aside_at, 'set_aside_code', d.set_aside_code, 'marked_at', d.marked_at,
        'received', coalesce(d.received, 0), 'stored', coalesce(d.stored, 0),
        'duplicate', coalesce(d.duplicate, 0), 'filtered', coalesce(d.filtered, 0),
        'rejected', coalesce(d.rejected, 0), 'erased', coalesce(d.erased, 0), 'codes', coalesce(d.codes, '[]'::jsonb),
        'previews', coalesce(d.previews, 0), 'late', coalesce(d.late, 0), 'waiting', coalesce(d.waiting, 0),
        'verified_at', d.verified_at, 'differences', d.differences
      ) order by d.date desc
    ), '[]'::jsonb)
    from days d
    where d.state <> 'empty' or d.computed_at is not null or d.received is not null or d.previews is not null
  );
end;
$$;

revoke all on function daybook.data_days(text, date, date) from public;

-- An owner's erasures that are not finished yet, the one asked for first at first.
create function daybook.open_erasures(p_user_code text) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'erasure_id', e.erasure_id, 'share_code', e.share_code, 'from', e.first_date, 'to', e.last_date,
        'asked_at', e.asked_at, 'events', e.events, 'next_date', e.next_date
      ) order by e.asked_at
    ), '[]'::jsonb)
    from public.analytics_erasures e
    where e.user_code = p_user_code and e.kind = 'days' and e.done_at is null
  );
end;
$$;

revoke all on function daybook.open_erasures(text) from public;

-- What the data page shows, as one JSON value: the days from p_from to p_to, as data_days tells of them, what rebuilds changed,
-- erasures that are not finished, and table sizes. For members. Accounting goes by the day of arrival, counting by the day of the event. `late`: page views and
-- clicks that came after their day had been closed, as its revisions and the marks since then tell; `waiting`: those of them
-- that no rebuild has counted yet. Table sizes are only given where the database has one owner, since they would tell of
-- others. 22023: more than 400 days, or out of order.
create function daybook.analytics_owner_data(p_user_code text, p_from date default null, p_to date default null) returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
as $$
declare
  caller_role text := daybook.require_member(p_user_code);
  today date := daybook.owner_today(p_user_code);
  to_date date := least(coalesce(p_to, today), today);
  from_date date := coalesce(p_from, to_date - 29);
  is_alone boolean := (select count(*) from (select 1 from public.analytics_owners limit 2) as o) = 1;
  answer jsonb;
begin
  if from_date > to_date or to_date - from_date >= 400 then
    raise exception 'a period may span 400 days' using errcode = '22023';
  end if;

  select jsonb_build_object(
    'role', caller_role,
    'owner', (
      select jsonb_build_object('user_code', o.user_code, 'name', o.name, 'time_zone', o.time_zone)
      from public.analytics_owners o
      where o.user_code = p_user_code
    ),
    'period', jsonb_build_object('from', from_date, 'to', to_date, 'today', today),
    'days', daybook.data_days(p_user_code, from_date, to_date),
    'revisions', daybook.latest_revisions(p_user_code, from_date, to_date),
    'erasures', daybook.open_erasures(p_user_code),
    'tables', case when is_alone then (
      select jsonb_agg(
        jsonb_build_object('table', t.tablename, 'size', t.size, 'bytes', t.bytes) order by t.bytes desc, t.tablename
      )
      from public.analytics_table_sizes t
    ) end,
    'computed_at', now()
  )
  into answer;
  return answer;
end;
$$;

revoke all on function daybook.analytics_owner_data(text, date, date) from public;
grant execute on function daybook.analytics_owner_data(text, date, date) to authenticated;
alter function daybook.analytics_owner_data(text, date, date) set schema public;

-- How much the database holds of an owner, as one JSON value: rows and about how many bytes (the average of up to 1,000
-- of the owner's own rows in each table, without indexes). Nothing of it depends on other owners. For members. Raw
-- rows come from the bookkeeping of rebuilt days; only those of dirty days are counted.
create function daybook.analytics_owner_volume(p_user_code text) returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
as $$
declare
  tables jsonb := '[]'::jsonb;
  name text;
  held bigint;
  width numeric;
begin
  perform daybook.require_member(p_user_code);

  select
    coalesce((
      select sum(d.raw_events)
      from public.analytics_days d
      where d.user_code = p_user_code and d.purged_at is null
        and not exists (select 1 from public.analytics_dirty_days m where m.user_code = p_user_code and m.date = d.date)
    ), 0)
    + coalesce((
      select sum(daybook.raw_rows(p_user_code, m.date))
      from (select distinct m.date from public.analytics_dirty_days m where m.user_code = p_user_code) as m
    ), 0)
  into held;
  select avg(pg_column_size(v.*))
  into width
  from (select * from public.analytics_page_views r where r.user_code = p_user_code limit 1000) as v;
  tables := tables || jsonb_build_object('table', 'raw', 'rows', held, 'bytes', round(held * coalesce(width, 0)));

  foreach name in array array[
    'analytics_daily_user_stats', 'analytics_daily_group_stats', 'analytics_daily_contact_stats',
    'analytics_daily_click_targets', 'analytics_daily_page_stats', 'analytics_daily_breakdowns',
    'analytics_daily_ingest_stats', 'analytics_daily_revisions', 'analytics_verifications', 'analytics_share_previews'
  ] loop
    execute format('select count(*) from public.%I t where t.user_code = $1', name) into held using p_user_code;
    execute format(
      'select avg(pg_column_size(s.*)) from (select * from public.%I t where t.user_code = $1 limit 1000) as s', name
    ) into width using p_user_code;
    tables := tables || jsonb_build_object('table', name, 'rows', held, 'bytes', round(held * coalesce(width, 0)));
  end loop;
  return jsonb_build_object('tables', tables);
end;
$$;

revoke all on function daybook.analytics_owner_volume(text) from public;
grant execute on function daybook.analytics_owner_volume(text) to authenticated;
alter function daybook.analytics_owner_volume(text) set schema public;

-- The first day that anything is known of, rolled up or not: of events, of what arrived, or of previews. Null: nothing is.
create function daybook.first_known_day(p_user_code text) returns date
language plpgsql stable
set search_path = ''
as $$
begin
  return least(
    (select min(d.date) from public.analytics_days d where d.user_code = p_user_code),
    (select min(m.date) from public.analytics_dirty_days m where m.user_code = p_user_code),
    (select min(s.date) from public.analytics_daily_ingest_stats s where s.user_code = p_user_code),
    (select min(g.date) from public.analytics_ingest_log g where g.user_code = p_user_code),
    daybook.day_at(
      p_user_code, (select min(p.at) from public.analytics_share_previews p where p.user_code = p_user_code)
    )
  );
end;
$$;

revoke all on function daybook.first_known_day(text) from public;

-- A page of the visits by one share ('' for direct visits) that began from p_from to p_to, an event a row, oldest first: {
-- rows, next }. p_after: the `next` of the page before, null for the first; `next` is null after the last. p_visits: how many
-- visits a page holds. Day by day, so that a page reads no more than the days it tells of. Visits are named by hashes, since
-- whoever knows a session's id can erase its visit.
create function daybook.visits_page(
  p_user_code text,
  p_share_code text,
  p_from date,
  p_to date,
  p_after jsonb,
  p_visits integer
)
returns jsonb
language plpgsql stable
set search_path = ''
set jit = off
as $$
declare
  after_date date := (p_after ->> 'date')::date;
  after_start timestamptz := (p_after ->> 'started_at')::timestamptz;
  after_key text := p_after ->> 'key';
  told bigint := coalesce((p_after ->> 'visit')::bigint, 0);
  room integer := p_visits;
  parts jsonb[] := '{}'::jsonb[];
  part record;
  last_of_page jsonb;
  visited record;
begin
  for visited in
    select d.date
    from (
      select c.date
      from public.analytics_daily_contact_stats c
      where c.user_code = p_user_code and c.share_code = p_share_code and c.sessions > 0
        and c.date between p_from and p_to
      union
      select m.date
      from public.analytics_dirty_days m
      where m.user_code = p_user_code and m.date between p_from and p_to
    ) as d
    where after_date is null or d.date >= after_date
    order by d.date
  loop
    with day_sessions as materialized (
      select s.*, dense_rank() over (order by s.visitor_id) as visitor,
        daybook.token_hash('visits page', s.session_id::text) as key
      from public.analytics_sessions s
      where s.user_code = p_user_code and s.date = visited.date and s.share_code = p_share_code
    ),
    chosen as materialized (
      select s.*, told + row_number() over (order by s.started_at, s.key) as visit
      from day_sessions s
      where visited.date is distinct from after_date or (s.started_at, s.key) > (after_start, after_key)
      order by s.started_at, s.key
      limit room
    ),
    courses as (
      select v.session_id, v.at, v.event_id, v.page, null::text as target, null::text as outcome, '' as site
      from public.analytics_page_views v
      join chosen s on s.session_id = v.session_id
      where v.user_code = p_user_code and v.date in (visited.date, visited.date + 1) and v.session_date = visited.date
      union all
      select c.session_id, c.at, c.event_id, c.page, c.target, c.outcome, c.site
      from public.analytics_clicks c
      join chosen s on s.session_id = c.session_id
      where c.user_code = p_user_code and c.date in (visited.date, visited.date + 1) and c.session_date = visited.date
    )
    select
      count(distinct s.visit) as visits,
      (
        select jsonb_build_object(
          'date', l.date, 'started_at', l.started_at, 'key', l.key, 'visit', l.visit
        )
        from chosen l
        order by l.visit desc
        limit 1
      ) as last_visit,
      jsonb_agg(
        jsonb_build_object(
          'visit', s.visit, 'date', s.date, 'started_at', s.started_at, 'visitor_of_day', s.visitor,
          'at', e.at, 'page', e.page, 'target', e.target, 'outcome', e.outcome, 'site', e.site,
          'device', s.device, 'os', s.os, 'browser', s.browser, 'country', s.country, 'language', s.language,
          'channel', s.channel, 'referrer', s.referrer,
          'utm_source', s.utm_source, 'utm_medium', s.utm_medium, 'utm_campaign', s.utm_campaign
        ) order by s.visit, e.at, e.event_id
      ) as list
    into part
    from chosen s
    left join courses e on e.session_id = s.session_id;

    continue when part.visits = 0;
    parts := parts || part.list;
    told := told + part.visits;
    room := room - part.visits;
    last_of_page := part.last_visit;
    exit when room <= 0;
  end loop;

  return jsonb_build_object(
    'rows', (
      select coalesce(jsonb_agg(r.value order by p.place, r.place), '[]'::jsonb)
      from unnest(parts) with ordinality as p(list, place)
      cross join lateral jsonb_array_elements(p.list) with ordinality as r(value, place)
    ),
    'next', case when room <= 0 then last_of_page end
  );
end;
$$;

revoke all on function daybook.visits_page(text, text, date, date, jsonb, integer) from public;

-- A page of one list of an owner, oldest first: { rows, next }. The lists are 'data_days', 'accounting', 'revisions',
-- 'verifications', and of one share ('' for direct visits) 'previews' and 'visits'. Pages are divided by keys, not by places:
-- what is added meanwhile moves no row to another page. p_after: the `next` of the page before, null for the first; `next` is
-- null after the last. 22023: there is no such list.
create function daybook.export_page(
  p_user_code text,
  p_list text,
  p_from date,
  p_to date,
  p_contact text,
  p_after jsonb,
  p_rows integer
)
returns jsonb
language plpgsql stable
set search_path = ''
set jit = off
as $$
declare
  window_from date;
  window_to date;
  lines jsonb;
  last_key jsonb;
begin
  case p_list
  when 'visits' then
    return daybook.visits_page(p_user_code, p_contact, p_from, p_to, p_after, least(p_rows, 2000));

  when 'data_days' then
    window_from := coalesce((p_after ->> 0)::date + 1, p_from);
    window_to := least(window_from + least(p_rows, 366) - 1, p_to);
    select jsonb_agg(d.value order by d.value ->> 'date')
    into lines
    from jsonb_array_elements(daybook.data_days(p_user_code, window_from, window_to)) as d(value);
    last_key := case when window_to < p_to then jsonb_build_array(window_to) end;
    return jsonb_build_object('rows', coalesce(lines, '[]'::jsonb), 'next', last_key);

  when 'accounting' then
    select
      jsonb_agg(
        jsonb_build_object('date', a.date, 'kind', a.kind, 'code', a.code, 'events', a.events) order by a.date, a.kind, a.code
      ),
      (array_agg(jsonb_build_array(a.date, a.kind, a.code) order by a.date desc, a.kind desc, a.code desc))[1]
    into lines, last_key
    from (
      select *
      from daybook.accounting(p_user_code, p_from, p_to) as b
      where p_after is null
        or (b.date, b.kind, b.code) > ((p_after ->> 0)::date, p_after ->> 1, p_after ->> 2)
      order by b.date, b.kind, b.code
      limit p_rows
    ) as a;

  when 'revisions' then
    select
      jsonb_agg(
        jsonb_build_object(
          'date', r.date, 'revised_at', r.revised_at, 'reason', r.reason, 'computed_at', r.computed_at,
          'former', r.former, 'present', r.present
        ) order by r.date, r.revised_at, r.revision_id
      ),
      (array_agg(
        jsonb_build_array(r.date, r.revised_at, r.revision_id) order by r.date desc, r.revised_at desc, r.revision_id desc
      ))[1]
    into lines, last_key
    from (
      select *
      from public.analytics_daily_revisions c
      where c.user_code = p_user_code and c.date between p_from and p_to
        and (
          p_after is null
          or (c.date, c.revised_at, c.revision_id)
            > ((p_after ->> 0)::date, (p_after ->> 1)::timestamptz, (p_after ->> 2)::uuid)
        )
      order by c.date, c.revised_at, c.revision_id
      limit p_rows
    ) as r;

  when 'verifications' then
    select
      jsonb_agg(
        jsonb_build_object('date', v.date, 'verified_at', v.verified_at, 'differences', v.differences)
        order by v.date, v.verified_at
      ),
      (array_agg(jsonb_build_array(v.date, v.verified_at) order by v.date desc, v.verified_at desc))[1]
    into lines, last_key
    from (
      select *
      from public.analytics_verifications c
      where c.user_code = p_user_code and c.date between p_from and p_to
        and (p_after is null or (c.date, c.verified_at) > ((p_after ->> 0)::date, (p_after ->> 1)::timestamptz))
      order by c.date, c.verified_at
      limit p_rows
    ) as v;

  when 'previews' then
    select
      jsonb_agg(
        jsonb_build_object('share_code', p.share_code, 'at', p.at, 'fetcher', p.fetcher) order by p.at, p.fetcher
      ),
      (array_agg(jsonb_build_array(p.at, p.fetcher) order by p.at desc, p.fetcher desc))[1]
    into lines, last_key
    from (
      select *
      from public.analytics_share_previews c
      where c.user_code = p_user_code and c.share_code = p_contact
        and c.at >= p_from::timestamp at time zone 'UTC' - interval '14 hours'
        and c.at < (p_to + 1)::timestamp at time zone 'UTC' + interval '14 hours'
        and daybook.day_at(p_user_code, c.at) between p_from and p_to
        and (p_after is null or (c.at, c.fetcher) > ((p_after ->> 0)::timestamptz, p_after ->> 1))
      order by c.at, c.fetcher
      limit p_rows
    ) as p;

  else
    raise exception 'there is no such list' using errcode = '22023';
  end case;

  return jsonb_build_object(
    'rows', coalesce(lines, '[]'::jsonb),
    'next', case when jsonb_array_length(lines) >= p_rows then last_key end
  );
end;
$$;

revoke all on function daybook.export_page(text, text, date, date, text, jsonb, integer) from public;

-- A page of one list of the owner's other screens, as one JSON value { owner, period, computed_at, rows, next }: see
-- export_page. p_from null: the first day that anything is known of, rolled up or not, and p_to null: the owner's today. For
-- members. PT404: a share that never was; 22023: there is no such list, or a period out of order or over ten years.
create function daybook.analytics_owner_export(
  p_user_code text,
  p_list text,
  p_from date default null,
  p_to date default null,
  p_contact text default null,
  p_after jsonb default null,
  p_rows integer default 5000
)
returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
as $$
declare
  sight daybook.sight;
  zone text;
  today date;
  to_date date;
  from_date date;
begin
  sight := daybook.require_sight(p_user_code);
  -- All other lists tell of the whole owner.
  perform daybook.require_seen(
    sight, null, case when p_list in ('previews', 'visits') then coalesce(p_contact, '') end
  );
  perform daybook.require_known_filter(p_user_code, null, p_contact);
  zone := (select o.time_zone from public.analytics_owners o where o.user_code = p_user_code);
  today := daybook.owner_today(p_user_code);
  to_date := least(coalesce(p_to, today), today);
  from_date := coalesce(p_from, least(daybook.first_known_day(p_user_code), to_date));
  if from_date > to_date or to_date - from_date > 3660 then
    raise exception 'a period may span ten years' using errcode = '22023';
  end if;

  return jsonb_build_object(
    'owner', jsonb_build_object('user_code', p_user_code, 'time_zone', zone, 'role', sight.role),
    'period', jsonb_build_object('from', from_date, 'to', to_date),
    'computed_at', now()
  ) || daybook.export_page(
    p_user_code, p_list, from_date, to_date, coalesce(p_contact, ''), p_after, least(greatest(p_rows, 1), 10000)
  );
end;
$$;

revoke all on function daybook.analytics_owner_export(text, text, date, date, text, jsonb, integer) from public;
grant execute on function daybook.analytics_owner_export(text, text, date, date, text, jsonb, integer) to authenticated;
alter function daybook.analytics_owner_export(text, text, date, date, text, jsonb, integer) set schema public;

-- Counts one day anew from its raw events. For owners and editors. Safe to repeat, and beside the nightly run: see
-- rebuild_day. Returns { rebuilt: true, raw_events }, or { rebuilt: false } for a day whose raw events are
-- purged or lost, whose rows stay.
-- 22023: a day that has never had an event.
create function daybook.analytics_rebuild_owner_day(p_user_code text, p_date date) returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  rebuilt jsonb;
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  if not exists (select 1 from public.analytics_days d where d.user_code = p_user_code and d.date = p_date)
    and not exists (select 1 from public.analytics_dirty_days m where m.user_code = p_user_code and m.date = p_date)
  then
    raise exception 'this day has no events' using errcode = '22023';
  end if;
  rebuilt := daybook.rebuild_day(p_user_code, p_date);
  perform daybook.note_act(
    p_user_code, 'day_rebuilt', jsonb_build_object('date', p_date, 'refused', rebuilt ? 'missing')
  );
  if rebuilt ? 'missing' then
    return jsonb_build_object('rebuilt', false);
  end if;
  return jsonb_build_object('rebuilt', true, 'raw_events', rebuilt -> 'raw_events');
end;
$$;

revoke all on function daybook.analytics_rebuild_owner_day(text, date) from public;
grant execute on function daybook.analytics_rebuild_owner_day(text, date) to authenticated;
alter function daybook.analytics_rebuild_owner_day(text, date) set schema public;

-- Asks for the erasure of the visits by a share ('' for direct visits), of the days from p_from to p_to on which they began, or
-- both: their raw events go and the days are counted anew without them. What comes later of it is not taken; what happens from
-- now on is. For owners, who go on with analytics_continue_erasure; what they leave the nightly run finishes. Asked for twice it
-- is one. Returns { erasure_id }. 22023: neither a share nor a period, or days out of order; PT404: no such share.
create function daybook.analytics_begin_erasure(
  p_user_code text,
  p_share_code text default null,
  p_from date default null,
  p_to date default null
)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
declare
  moment timestamptz := clock_timestamp();
  id uuid;
begin
  perform daybook.require_member(p_user_code, array['owner']);
  if p_share_code is null and p_from is null or (p_from is null) <> (p_to is null) or p_from > p_to then
    raise exception 'an erasure is of a share, of a period or of both' using errcode = '22023';
  end if;
  if p_share_code <> '' and not exists (
    select 1 from public.analytics_shares s where s.user_code = p_user_code and s.share_code = p_share_code
  ) then
    raise exception 'there is no such share' using errcode = 'PT404';
  end if;

  perform 1 from public.analytics_owners o where o.user_code = p_user_code for no key update;
  select e.erasure_id
  into id
  from public.analytics_erasures e
  where e.user_code = p_user_code and e.kind = 'days' and e.done_at is null
    and e.share_code is not distinct from p_share_code
    and e.first_date is not distinct from p_from and e.last_date is not distinct from p_to;
  if not found then
    id := gen_random_uuid();
    insert into public.analytics_erasures (user_code, erasure_id, kind, share_code, first_date, last_date, asked_at)
    values (p_user_code, id, 'days', p_share_code, p_from, p_to, moment);
    perform daybook.note_act(
      p_user_code, 'erasure_requested', jsonb_build_object('share_code', p_share_code, 'from', p_from, 'to', p_to)
    );
  end if;
  return jsonb_build_object('erasure_id', id);
end;
$$;

revoke all on function daybook.analytics_begin_erasure(text, text, date, date) from public;
grant execute on function daybook.analytics_begin_erasure(text, text, date, date) to authenticated;
alter function daybook.analytics_begin_erasure(text, text, date, date) set schema public;

-- Goes on with an erasure for about p_budget, as erase_days says. For owners. PT404: no such erasure.
create function daybook.analytics_continue_erasure(
  p_user_code text,
  p_erasure_id uuid,
  p_budget interval default interval '2 seconds'
)
returns jsonb
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner']);
  return daybook.erase_days(p_user_code, p_erasure_id, p_budget);
end;
$$;

revoke all on function daybook.analytics_continue_erasure(text, uuid, interval) from public;
grant execute on function daybook.analytics_continue_erasure(text, uuid, interval) to authenticated;
alter function daybook.analytics_continue_erasure(text, uuid, interval) set schema public;

-- The latest visits by one share ('' for direct visits), one by one from raw, latest first: at most 50, from the latest 14
-- days on which it was visited, each with at most 40 events.
create function daybook.contact_visits(p_user_code text, p_share_code text) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  visits jsonb := '[]'::jsonb;
  part jsonb;
  visited record;
begin
  for visited in
    select d.date
    from (
      select c.date
      from public.analytics_daily_contact_stats c
      where c.user_code = p_user_code and c.share_code = p_share_code and c.sessions > 0
      union
      select m.date
      from public.analytics_dirty_days m
      where m.user_code = p_user_code
    ) as d
    order by d.date desc
    limit 14
  loop
    exit when jsonb_array_length(visits) >= 50;

    with day_sessions as materialized (
      select s.*, dense_rank() over (order by s.visitor_id) as visitor
      from public.analytics_sessions s
      where s.user_code = p_user_code and s.date = visited.date and s.share_code = p_share_code
      order by s.started_at desc
      limit 50 - jsonb_array_length(visits)
    ),
    events as (
      select v.session_id, v.at, v.page, null::text as target, null::text as outcome, '' as site, v.event_id
      from public.analytics_page_views v
      join day_sessions s on s.session_id = v.session_id
      where v.user_code = p_user_code and v.date in (visited.date, visited.date + 1) and v.session_date = visited.date
      union all
      select c.session_id, c.at, c.page, c.target, c.outcome, c.site, c.event_id
      from public.analytics_clicks c
      join day_sessions s on s.session_id = c.session_id
      where c.user_code = p_user_code and c.date in (visited.date, visited.date + 1) and c.session_date = visited.date
    ),
    numbered as (
      select e.*, row_number() over (partition by e.session_id order by e.at, e.event_id) as place
      from events e
    ),
    courses as (
      select
        n.session_id, max(n.at) as last_at, count(*) as events,
        jsonb_agg(
          jsonb_build_object('at', n.at, 'page', n.page, 'target', n.target, 'outcome', n.outcome, 'site', n.site)
          order by n.place
        ) filter (where n.place <= 40) as course
      from numbered n
      group by n.session_id
    )
    select coalesce(jsonb_agg(
      jsonb_build_object(
        'date', s.date, 'started_at', s.started_at, 'last_at', coalesce(c.last_at, s.started_at),
        'visitor', s.visitor, 'device', s.device, 'os', s.os, 'browser', s.browser,
        'country', s.country, 'channel', s.channel, 'referrer', s.referrer,
        'events', coalesce(c.course, '[]'::jsonb), 'more', greatest(coalesce(c.events, 0) - 40, 0)
      ) order by s.started_at desc
    ), '[]'::jsonb)
    into part
    from day_sessions s
    left join courses c on c.session_id = s.session_id;
    visits := visits || part;
  end loop;
  return visits;
end;
$$;

revoke all on function daybook.contact_visits(text, text) from public;

-- On how many days visitors came by a share from several systems or countries, and from more of them than one person has:
-- { several: { days, last }, many: { days, last, most } }. As far as daily rows tell: a phone that changes its network is
-- another pseudonym with the same system and country, somebody with a phone and a computer has two systems, and rarely three
-- on one day.
create function daybook.contact_devices(p_user_code text, p_share_code text) returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return (
    with kinds as (
      select c.date, c.visitors, coalesce(k.kinds, 0) as kinds
      from public.analytics_daily_contact_stats c
      left join lateral (
        select greatest(
          count(*) filter (where t.dimension = 'os'), count(*) filter (where t.dimension = 'country')
        ) as kinds
        from public.analytics_daily_dimension_stats t
        where t.user_code = p_user_code and t.scope = 'contact' and t.scope_code = p_share_code and t.date = c.date
          and t.dimension in ('os', 'country') and t.value <> ''
      ) as k on true
      where c.user_code = p_user_code and c.share_code = p_share_code and c.visitors > 1
        and not exists (
          select 1 from public.analytics_dirty_days m where m.user_code = p_user_code and m.date = c.date
        )
      union all
      select
        s.date, count(distinct s.visitor_id),
        greatest(count(distinct nullif(s.os, '')), count(distinct nullif(s.country, '')))
      from public.analytics_sessions s
      where s.user_code = p_user_code and s.share_code = p_share_code
        and s.date in (select m.date from public.analytics_dirty_days m where m.user_code = p_user_code)
      group by s.date
    )
    select jsonb_build_object(
      'several', jsonb_build_object(
        'days', count(*) filter (where k.visitors >= 2 and k.kinds >= 2),
        'last', max(k.date) filter (where k.visitors >= 2 and k.kinds >= 2)
      ),
      'many', jsonb_build_object(
        'days', count(*) filter (where k.visitors >= 3 and k.kinds >= 3),
        'last', max(k.date) filter (where k.visitors >= 3 and k.kinds >= 3),
        'most', max(k.visitors) filter (where k.visitors >= 3 and k.kinds >= 3)
      )
    )
    from kinds k
  );
end;
$$;

revoke all on function daybook.contact_devices(text, text) from public;

-- One share's story ('' for direct visits), as one JSON value: its dashboard, its latest visits one by one from raw (at
-- most 50, from the latest 14 days on which it was visited), the previews of its link, and on how many days visitors came
-- from several systems or countries, and from more of them than one person has. For members.
-- PT404 and 22023 as the dashboard.
create function daybook.analytics_contact(
  p_user_code text,
  p_contact text,
  p_from date default null,
  p_to date default null,
  p_compare text default 'none'
)
returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
as $$
declare
  sight daybook.sight;
  dashboard jsonb;
  wanted_code text := coalesce(p_contact, '');
  share jsonb;
  first_date date;
  first_at timestamptz;
  visits jsonb;
begin
  sight := daybook.require_sight(p_user_code);
  dashboard := daybook.seen_dashboard(sight, p_from, p_to, null, wanted_code, p_compare, 50);
  select jsonb_build_object(
    'share_code', s.share_code, 'contact', s.contact,
    'group_code', case when daybook.sees(sight, s.group_code, null) then coalesce(s.group_code, '') else '' end,
    'created_at', s.created_at, 'archived', s.archived_at is not null
  )
  into share
  from public.analytics_shares s
  where s.user_code = p_user_code and s.share_code = wanted_code;

  visits := daybook.contact_visits(p_user_code, wanted_code);
  first_date := least(
    (
      select min(c.date)
      from public.analytics_daily_contact_stats c
      where c.user_code = p_user_code and c.share_code = wanted_code and c.sessions > 0
    ),
    (select min((v.value ->> 'date')::date) from jsonb_array_elements(visits) as v)
  );
  -- Its moment is known as long as its raw events are.
  select min(s.started_at)
  into first_at
  from public.analytics_sessions s
  where s.user_code = p_user_code and s.date = first_date and s.share_code = wanted_code;

  return jsonb_build_object(
    'dashboard', dashboard,
    'share', share,
    'first_visit', case when first_date is not null then jsonb_build_object('date', first_date, 'at', first_at) end,
    'last_visit', coalesce(
      visits -> 0 -> 'started_at',
      to_jsonb((
        select max(c.date)
        from public.analytics_daily_contact_stats c
        where c.user_code = p_user_code and c.share_code = wanted_code and c.sessions > 0
      ))
    ),
    'devices', daybook.contact_devices(p_user_code, wanted_code),
    'visits', visits,
    'previews', (
      select coalesce(jsonb_agg(jsonb_build_object('fetcher', p.fetcher, 'at', p.at) order by p.at desc), '[]'::jsonb)
      from (
        select p.fetcher, p.at
        from public.analytics_share_previews p
        where p.user_code = p_user_code and p.share_code = wanted_code
        order by p.at desc
        limit 50
      ) as p
    )
  );
end;
$$;

revoke all on function daybook.analytics_contact(text, text, date, date, text) from public;
grant execute on function daybook.analytics_contact(text, text, date, date, text) to authenticated;
alter function daybook.analytics_contact(text, text, date, date, text) set schema public;

-- A page of one list that a question asks for: { period, filter, compare, computed_at, rows, next }. p_list: 'targets', 'pages',
-- 'groups', 'contacts' or a dimension. A list of at most p_rows rows comes in its own order, largest first; a longer one in the
-- order of its keys, so that numbers that change between two pages lose and double no row. p_after: the `next` of the page before,
-- null for the first; `next` is null after the last. 22023: there is no such list.
create function daybook.list_page(q daybook.question, p_list text, p_after text, p_rows integer) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  live daybook.live_row[] := daybook.question_rows(q);
  page_rows integer := least(greatest(p_rows, 1), 10000);
  list jsonb;
  key_name text := 'value';
  page jsonb;
begin
  case p_list
  when 'targets' then
    list := daybook.top_targets(q, live) -> 'rows';
    key_name := 'target';
  when 'pages' then
    list := daybook.top_pages(q, live) -> 'rows';
    key_name := 'page';
  when 'groups' then
    list := daybook.top_groups(q, live) -> 'rows';
    key_name := 'group_code';
  when 'contacts' then
    list := daybook.top_contacts(q, live) -> 'rows';
    key_name := 'share_code';
  else
    list := daybook.top_dimensions(q, live) #> array[p_list, 'rows'];
  end case;
  if list is null then
    raise exception 'there is no such list' using errcode = '22023';
  end if;

  if p_after is null and jsonb_array_length(list) <= page_rows then
    page := jsonb_build_object('rows', list, 'next', null);
  else
    select jsonb_build_object(
      'rows', coalesce(jsonb_agg(l.line order by l.key collate "C") filter (where l.place <= page_rows), '[]'::jsonb),
      'next', case when count(*) > page_rows then max(l.key collate "C") filter (where l.place <= page_rows) end
    )
    into page
    from (
      select e.value as line, e.value ->> key_name as key, row_number() over (order by (e.value ->> key_name) collate "C") as place
      from jsonb_array_elements(list) as e(value)
      where p_after is null or (e.value ->> key_name) collate "C" > p_after
    ) as l;
  end if;

  return jsonb_build_object(
    'period', jsonb_build_object('from', q.from_date, 'to', q.to_date),
    'filter', jsonb_build_object('scope', q.scope, 'group', q.filter_group, 'contact', q.filter_contact, 'filters', coalesce(q.filters, '[]'), 'gone_days', coalesce(cardinality(q.gone_dates), 0)),
    'compare', q.compare,
    'computed_at', now()
  ) || page;
end;
$$;

revoke all on function daybook.list_page(daybook.question, text, text, integer) from public;

-- A page of one list of a dashboard, whole: what list_page gives, and the owner, with the parameters of the dashboard. For members.
-- 22023: there is no such list; this and PT404 as the dashboard.
create function daybook.analytics_dashboard_list(
  p_user_code text,
  p_from date,
  p_to date,
  p_group text,
  p_contact text,
  p_compare text,
  p_list text,
  p_after text default null,
  p_rows integer default 5000,
  p_filters jsonb default null
)
returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_nestloop = off
set enable_sort = off
set plan_cache_mode = force_generic_plan
as $$
declare
  sight daybook.sight;
  q daybook.question;
begin
  sight := daybook.require_sight(p_user_code);
  q := daybook.dashboard_question(sight, p_from, p_to, p_group, p_contact, p_compare, null, p_filters);
  return daybook.list_page(q, p_list, p_after, p_rows) || jsonb_build_object(
    'owner', (
      select jsonb_build_object('user_code', o.user_code, 'time_zone', o.time_zone, 'role', sight.role)
      from public.analytics_owners o
      where o.user_code = q.user_code
    )
  );
end;
$$;

revoke all on function daybook.analytics_dashboard_list(text, date, date, text, text, text, text, text, integer, jsonb) from public;
grant execute on function daybook.analytics_dashboard_list(text, date, date, text, text, text, text, text, integer, jsonb)
  to authenticated;
alter function daybook.analytics_dashboard_list(text, date, date, text, text, text, text, text, integer, jsonb) set schema public;

-- Saves conditions under a name, or other ones under a name that there is. For owners and editors. Safe to repeat: it ends in the
-- same row. 22023: no conditions, or more than 100 segments; 23514: the name is not valid.
create function daybook.analytics_save_segment(p_user_code text, p_name text, p_filters jsonb) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  wanted_name text := btrim(p_name);
  conditions jsonb;
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  conditions := daybook.known_filters(p_filters);
  if conditions is null then
    raise exception 'a segment has at least one condition' using errcode = '22023';
  end if;
  if not exists (
    select from public.analytics_segments s where s.user_code = p_user_code and s.name = wanted_name
  ) and (select count(*) from public.analytics_segments s where s.user_code = p_user_code) >= 100 then
    raise exception 'an owner has at most 100 segments' using errcode = '22023';
  end if;
  insert into public.analytics_segments as s (user_code, name, filters)
  values (p_user_code, wanted_name, conditions)
  on conflict (user_code, name) do update
  set filters = excluded.filters;
  perform daybook.note_act(p_user_code, 'segment_saved', jsonb_build_object('name', wanted_name));
end;
$$;

revoke all on function daybook.analytics_save_segment(text, text, jsonb) from public;
grant execute on function daybook.analytics_save_segment(text, text, jsonb) to authenticated;
alter function daybook.analytics_save_segment(text, text, jsonb) set schema public;

-- Forgets a segment. For owners and editors. PT404: there is none of this name.
create function daybook.analytics_delete_segment(p_user_code text, p_name text) returns void
language plpgsql security definer
set search_path = ''
as $$
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  delete from public.analytics_segments s where s.user_code = p_user_code and s.name = p_name;
  if not found then
    raise exception 'no such segment' using errcode = 'PT404';
  end if;
  perform daybook.note_act(p_user_code, 'segment_deleted', jsonb_build_object('name', p_name));
end;
$$;

revoke all on function daybook.analytics_delete_segment(text, text) from public;
grant execute on function daybook.analytics_delete_segment(text, text) to authenticated;
alter function daybook.analytics_delete_segment(text, text) set schema public;

-- One counted part of visits' journeys. Sections: 'step' (the visits whose so-many-th page before any tap was `page`: how many
-- tapped there, how many ended there), 'time' (visits that tapped, by their group, the target they tapped first and the seconds
-- until then) and 'share' (visits by one share: how many looked, tapped, and had an app opened).
create type daybook.journey_row as (
  section    text,
  step       integer,
  page       text,
  group_code text,
  target     text,
  seconds    integer,
  share_code text,
  sessions   bigint,
  contacted  bigint,
  lost       bigint,
  looked     bigint,
  opened     bigint
);

-- The journeys of the visits that a question is about and that began on some days, from raw. What a visit saw until its first tap
-- are its steps, in the order of time; one that tapped before it saw a page begins at the page that it tapped on. A visit looked if
-- it saw two pages, tapped, or took ten seconds.
create function daybook.journey_part(q daybook.question, p_from date, p_to date) returns daybook.journey_row[]
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_nestloop = off
set enable_sort = on
set plan_cache_mode = force_custom_plan
set work_mem = '64MB'
as $$
begin
  return array(
    with visits as materialized (
      select (row_number() over ())::integer as place, v.*
      from daybook.filtered_visits(q, p_from, p_to) as v
    ),
    events as (
      select v.place, e.at, e.event_id, e.page, null::text as target, null::text as outcome
      from visits v
      join public.analytics_page_views e on e.session_id = v.session_id and e.session_date = v.date
      where e.user_code = q.user_code and e.date between p_from and p_to + 1
      union all
      select v.place, e.at, e.event_id, e.page, e.target, e.outcome
      from visits v
      join public.analytics_clicks e on e.session_id = v.session_id and e.session_date = v.date
      where e.user_code = q.user_code and e.date between p_from and p_to + 1
    ),
    ordered as materialized (
      select e.*,
        count(e.target) over w as taps, (row_number() over w)::integer - (count(e.target) over w)::integer as views
      from events e
      window w as (partition by e.place order by e.at, e.event_id rows unbounded preceding)
    ),
    first_taps as materialized (
      select o.place, o.at, o.page, o.target, o.views
      from ordered o
      where o.target is not null and o.taps = 1
    ),
    steps as (
      select o.place, o.views as step, o.page from ordered o where o.target is null and o.taps = 0
      union all
      select f.place, 1, f.page from first_taps f where f.views = 0
    ),
    lengths as (
      select s.place, max(s.step) as steps from steps s group by s.place
    ),
    courses as (
      select
        o.place, count(*) - count(o.target) as page_views, count(o.target) as clicks, max(o.at) as last_at,
        bool_or(coalesce(o.outcome = 'opened', false)) as is_opened
      from ordered o
      group by o.place
    ),
    counted as (
      select 'step' as section, s.step, s.page, null::text as group_code, null::text as target, null::integer as seconds,
        null::text as share_code, count(*) as sessions,
        count(*) filter (where s.step = l.steps and f.place is not null) as contacted,
        count(*) filter (where s.step = l.steps and f.place is null) as lost, 0::bigint as looked, 0::bigint as opened
      from steps s
      join lengths l on l.place = s.place
      left join first_taps f on f.place = s.place
      where s.step <= 6
      group by s.step, s.page
      union all
      select 'time', null, null, v.group_code, f.target,
        greatest(0, floor(date_part('epoch', f.at - v.started_at)))::integer, null, count(*), count(*), 0, 0, 0
      from first_taps f
      join visits v on v.place = f.place
      group by v.group_code, f.target, greatest(0, floor(date_part('epoch', f.at - v.started_at)))::integer
      union all
      select 'share', null, null, null, null, null, v.share_code, count(*), count(*) filter (where c.clicks > 0), 0,
        count(*) filter (where c.clicks > 0 or c.page_views > 1 or c.last_at >= v.started_at + interval '10 seconds'),
        count(*) filter (where c.is_opened)
      from visits v
      left join courses c on c.place = v.place
      where v.share_code <> ''
      group by v.share_code
    )
    select (
      c.section, c.step, c.page, c.group_code, c.target, c.seconds, c.share_code, c.sessions, c.contacted, c.lost, c.looked, c.opened
    )::daybook.journey_row
    from counted c
  );
end;
$$;

revoke all on function daybook.journey_part(daybook.question, date, date) from public;

-- How long visits took from their beginning to their first tap: { sessions, quartiles, within }, for those that p_group or p_target
-- names (null: all). Quartiles are seconds, by percentile_disc; `within` counts those that took at most so many seconds as p_marks.
create function daybook.journey_times(p_rows daybook.journey_row[], p_group text, p_target text, p_marks integer[])
returns jsonb
language plpgsql immutable
set search_path = ''
as $$
begin
  return (
    with tallies as (
      select r.seconds, sum(r.sessions)::bigint as sessions
      from unnest(p_rows) as r
      where r.section = 'time' and (p_group is null or r.group_code = p_group) and (p_target is null or r.target = p_target)
      group by r.seconds
    ),
    placed as (
      select t.seconds, t.sessions, sum(t.sessions) over (order by t.seconds) as reached, sum(t.sessions) over () as all_sessions
      from tallies t
    )
    select jsonb_build_object(
      'sessions', coalesce(sum(p.sessions), 0),
      'quartiles', case when count(*) > 0 then jsonb_build_array(
        min(p.seconds) filter (where p.reached >= 0.25 * p.all_sessions),
        min(p.seconds) filter (where p.reached >= 0.5 * p.all_sessions),
        min(p.seconds) filter (where p.reached >= 0.75 * p.all_sessions)
      ) end,
      'within', (
        select jsonb_agg(
          (select coalesce(sum(t.sessions), 0) from tallies t where t.seconds <= m.seconds) order by m.place
        )
        from unnest(p_marks) with ordinality as m(seconds, place)
      )
    )
    from placed p
  );
end;
$$;

revoke all on function daybook.journey_times(daybook.journey_row[], text, text, integer[]) from public;

-- From sent to an opened app, as share links and as visits: { sent, opened, looked, tapped, app_opened }, each { shares, sessions },
-- and `previews`, of how many links a preview was fetched in the period. A link was sent if a preview of it was fetched or it was
-- opened. What a preview's reader is cannot be known: under conditions on more than groups and contacts, `sent` and `previews` are
-- null.
create function daybook.journey_funnel(q daybook.question, p_rows daybook.journey_row[]) returns jsonb
language plpgsql stable
set search_path = ''
as $$
declare
  is_whole boolean := (q.sight).groups is null and (q.sight).shares is null;
  is_known boolean := not jsonb_path_exists(q.filters, '$[*][1] ? (@ != "group" && @ != "contact")');
  sent text[] := array(
    select distinct p.share_code
    from public.analytics_share_previews p
    left join public.analytics_owner_time_zones z
      on z.user_code = p.user_code and p.at >= z.valid_from and p.at < z.valid_to
    left join public.analytics_shares s on s.user_code = p.user_code and s.share_code = p.share_code
    where is_known and p.user_code = q.user_code
      and (p.at at time zone coalesce(z.time_zone, 'UTC'))::date between q.from_date and q.to_date
      and not (p.at at time zone coalesce(z.time_zone, 'UTC'))::date = any (q.gone_dates)
      and (q.filter_group is null or coalesce(s.group_code, '') = q.filter_group)
      and (q.filter_contact is null or p.share_code = q.filter_contact)
      and (
        is_whole or p.share_code = any ((q.sight).shares) or s.group_code = any ((q.sight).groups)
      )
      and not exists (
        select
        from jsonb_array_elements(q.filters) as c(value)
        where (c.value -> 2 ? case c.value ->> 1 when 'group' then coalesce(s.group_code, '') else p.share_code end)
          = (c.value ->> 0 = 'is_not')
      )
  );
begin
  return (
    with links as (
      select r.share_code, sum(r.sessions) as sessions, sum(r.looked) as looked, sum(r.contacted) as tapped,
        sum(r.opened) as opened
      from unnest(p_rows) as r
      where r.section = 'share'
      group by r.share_code
    ),
    totals as (
      select
        count(*) as shares, coalesce(sum(l.sessions), 0) as sessions,
        count(*) filter (where l.looked > 0) as looked_shares, coalesce(sum(l.looked), 0) as looked,
        count(*) filter (where l.tapped > 0) as tapped_shares, coalesce(sum(l.tapped), 0) as tapped,
        count(*) filter (where l.opened > 0) as opened_shares, coalesce(sum(l.opened), 0) as opened,
        count(*) filter (where not l.share_code = any (sent)) as unseen
      from links l
    )
    select jsonb_build_object(
      'previews', case when is_known then cardinality(sent) end,
      'sent', case when is_known then jsonb_build_object('shares', cardinality(sent) + t.unseen, 'sessions', null) end,
      'opened', jsonb_build_object('shares', t.shares, 'sessions', t.sessions),
      'looked', jsonb_build_object('shares', t.looked_shares, 'sessions', t.looked),
      'tapped', jsonb_build_object('shares', t.tapped_shares, 'sessions', t.tapped),
      'app_opened', jsonb_build_object('shares', t.opened_shares, 'sessions', t.opened)
    )
    from totals t
  );
end;
$$;

revoke all on function daybook.journey_funnel(daybook.question, daybook.journey_row[]) from public;

-- The journeys of the visits that a question is about (its shape: lib/analytics/journeys.ts), for whoever has a sight of the owner.
-- All of it is counted from raw, in the time that filtered_rows has. Only groups in the sight are told apart. PT503, PT410: as the
-- dashboard under filters.
create function daybook.seen_journeys(
  p_sight daybook.sight,
  p_from date,
  p_to date,
  p_group text,
  p_contact text,
  p_filters jsonb
)
returns jsonb
language plpgsql stable
set search_path = ''
set jit = off
as $$
declare
  marks constant integer[] := array[2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600, 1200, 1800, 3600];
  until_when timestamptz := clock_timestamp() + daybook.time_to_ask();
  is_whole boolean := p_sight.groups is null and p_sight.shares is null;
  q daybook.question := daybook.dashboard_question(p_sight, p_from, p_to, p_group, p_contact, 'none', null, p_filters);
  part daterange;
  rows daybook.journey_row[] := '{}'::daybook.journey_row[];
begin
  if q.filters is null then
    q.filters := '[]';
    q := daybook.count_from_raw(q);
  end if;
  foreach part in array q.raw_parts loop
    if clock_timestamp() >= until_when then
      raise exception 'counting these days from raw events takes too long' using errcode = 'PT503';
    end if;
    rows := rows || daybook.journey_part(q, lower(part), upper(part) - 1);
  end loop;

  return jsonb_build_object(
    'owner', (
      select jsonb_build_object('user_code', o.user_code, 'name', o.name, 'time_zone', o.time_zone, 'first_date', q.first_date)
      from public.analytics_owners o
      where o.user_code = q.user_code
    ),
    'period', jsonb_build_object(
      'from', q.from_date, 'to', q.to_date, 'days', q.to_date - q.from_date + 1, 'today', q.today
    ),
    'filter', jsonb_build_object(
      'scope', q.scope, 'group', q.filter_group, 'contact', q.filter_contact, 'filters', q.filters,
      'gone_days', cardinality(q.gone_dates)
    ),
    'provenance', daybook.question_provenance(q),
    'steps', (
      with pages as (
        select r.step, r.page, sum(r.sessions) as sessions, sum(r.contacted) as contacted, sum(r.lost) as lost
        from unnest(rows) as r
        where r.section = 'step'
        group by r.step, r.page
      ),
      placed as (
        select p.*, row_number() over (partition by p.step order by p.sessions desc, p.page) as place from pages p
      ),
      steps as (
        select
          p.step,
          jsonb_build_object(
            'step', p.step, 'sessions', sum(p.sessions), 'contacted', sum(p.contacted), 'lost', sum(p.lost),
            'pages', jsonb_agg(
              jsonb_build_object('page', p.page, 'sessions', p.sessions, 'contacted', p.contacted, 'lost', p.lost)
              order by p.place
            ) filter (where p.place <= 5),
            'more', count(*) filter (where p.place > 5)
          ) as line
        from placed p
        group by p.step
      )
      select coalesce(jsonb_agg(s.line order by s.step), '[]'::jsonb)
      from steps s
    ),
    'times', jsonb_build_object(
      'marks', to_jsonb(marks),
      'all', daybook.journey_times(rows, null, null, marks),
      'groups', (
        select coalesce(jsonb_agg(g.line order by (g.line ->> 'sessions')::bigint desc, g.group_code), '[]'::jsonb)
        from (
          select r.group_code,
            daybook.journey_times(rows, r.group_code, null, marks)
              || jsonb_build_object('group_code', r.group_code, 'name', coalesce(max(n.name), '')) as line
          from unnest(rows) as r
          left join public.analytics_groups n on n.user_code = q.user_code and n.group_code = r.group_code
          where r.section = 'time' and (is_whole or r.group_code = any (p_sight.groups))
          group by r.group_code
        ) as g
      ),
      'targets', (
        select coalesce(jsonb_agg(t.line order by t.sessions desc, t.target), '[]'::jsonb)
        from (
          select r.target, sum(r.sessions) as sessions,
            daybook.journey_times(rows, null, r.target, marks) || jsonb_build_object('target', r.target) as line
          from unnest(rows) as r
          where r.section = 'time'
          group by r.target
          order by sum(r.sessions) desc, r.target
          limit 12
        ) as t
      )
    ),
    'funnel', daybook.journey_funnel(q, rows),
    'computed_at', now()
  );
end;
$$;

revoke all on function daybook.seen_journeys(daybook.sight, date, date, text, text, jsonb) from public;

-- From first page to contact: the steps of visits, the time to their first tap, and the way of share links from sent to an opened
-- app. For members. Dates, filters and refusals are those of analytics_dashboard under filters.
create function daybook.analytics_journeys(
  p_user_code text,
  p_from date default null,
  p_to date default null,
  p_group text default null,
  p_contact text default null,
  p_filters jsonb default null
)
returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  sight daybook.sight;
begin
  sight := daybook.require_sight(p_user_code);
  return daybook.seen_journeys(sight, p_from, p_to, p_group, p_contact, p_filters);
end;
$$;

revoke all on function daybook.analytics_journeys(text, date, date, text, text, jsonb) from public;
grant execute on function daybook.analytics_journeys(text, date, date, text, text, jsonb) to authenticated;
alter function daybook.analytics_journeys(text, date, date, text, text, jsonb) set schema public;

-- A card of a member in a list of cards: whose numbers, of which days on its owner's own calendar. The names mean what they
-- mean in daybook.question.
create type daybook.listed_card as (
  user_code   text,
  name        text,
  role        text,
  time_zone   text,
  today       date,
  first_date  date,
  from_date   date,
  to_date     date,
  before_from date,
  before_to   date,
  until_time  text,
  until_at    timestamptz,
  live_dates  date[]
);

-- The sums of a card's period or of the one before, and its course: which parts of the period had visits, and how many.
create type daybook.card_sums as (
  user_code           text,
  is_before           boolean,
  visitors            bigint,
  sessions            bigint,
  page_views          bigint,
  clicks              bigint,
  contacting_sessions bigint,
  parts               integer[],
  course              bigint[]
);

-- Totals of one day that were counted for a list of cards; is_until: to a minute of it.
create type daybook.card_day as (
  user_code           text,
  date                date,
  is_until            boolean,
  visitors            bigint,
  sessions            bigint,
  page_views          bigint,
  clicks              bigint,
  contacting_sessions bigint
);

-- What lists show of one date of some owners, counted from raw in one go: as count_days counts it, or, as
-- day_until does, until a moment of it; p_until 'infinity': to its end. For days of few rows, since all of them are read. raw_events, raw_rows: how many page views and
-- clicks, and rows of all three kinds, the whole date has. The settings are those of count_days, for the same reasons.
create function daybook.raw_totals(p_user_codes text[], p_date date, p_until timestamptz)
returns table (
  user_code text, visitors bigint, sessions bigint, page_views bigint, clicks bigint, contacting_sessions bigint,
  raw_events bigint, raw_rows bigint
)
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
set enable_sort = off
set plan_cache_mode = force_generic_plan
set work_mem = '64MB'
as $$
declare
  -- What came after midnight only decides of a whole day which of its sessions made contact.
  is_whole boolean := p_until = 'infinity';
begin
  return query
  with views as (
    select v.user_code, count(*) as all_views, count(*) filter (where v.at < p_until) as page_views
    from public.analytics_page_views v
    where v.user_code = any (p_user_codes) and v.date = p_date
    group by v.user_code
  ),
  day_clicks as materialized (
    select c.user_code, c.date, c.session_date, c.session_id, c.at < p_until as is_counted
    from public.analytics_clicks c
    where c.user_code = any (p_user_codes) and c.date between p_date and p_date + is_whole::integer
      and (c.date = p_date or c.session_date = p_date)
  ),
  taps as (
    select c.user_code, count(*) as all_clicks, count(*) filter (where c.is_counted) as clicks
    from day_clicks c
    where c.date = p_date
    group by c.user_code
  ),
  contacting as (
    select c.user_code, c.session_id
    from day_clicks c
    where c.session_date = p_date and c.is_counted
    group by c.user_code, c.session_id
  ),
  by_visitor as (
    select s.user_code, s.visitor_id, count(*)::integer as all_sessions,
      (count(*) filter (where s.started_at < p_until))::integer as sessions,
      (count(c.session_id) filter (where s.started_at < p_until))::integer as contacting_sessions
    from public.analytics_sessions s
    left join contacting c on c.user_code = s.user_code and c.session_id = s.session_id
    where s.user_code = any (p_user_codes) and s.date = p_date
    group by s.user_code, s.visitor_id
  ),
  visits as (
    select b.user_code, sum(b.all_sessions) as all_sessions, sum(b.sessions) as sessions,
      count(*) filter (where b.sessions > 0) as visitors, sum(b.contacting_sessions) as contacting_sessions
    from by_visitor b
    group by b.user_code
  )
  select
    o.user_code, coalesce(s.visitors, 0), coalesce(s.sessions, 0), coalesce(v.page_views, 0), coalesce(t.clicks, 0),
    coalesce(s.contacting_sessions, 0), coalesce(v.all_views, 0) + coalesce(t.all_clicks, 0),
    coalesce(v.all_views, 0) + coalesce(t.all_clicks, 0) + coalesce(s.all_sessions, 0)
  from unnest(p_user_codes) as o(user_code)
  left join visits s on s.user_code = o.user_code
  left join views v on v.user_code = o.user_code
  left join taps t on t.user_code = o.user_code;
end;
$$;

revoke all on function daybook.raw_totals(text[], date, timestamptz) from public;

-- The cards that a member sees whole, each with the days that p_days and p_compare mean on its owner's calendar, as dashboard_question has
-- them for one. p_days: for every date that is a today somewhere, the first and last day that are asked for then,
-- { "2026-11-30": { "from": "2026-11-01", "to": "2026-11-30" } }, so that a period such as "last month" is each owner's own; a null
-- `from` is the first day with events, a null `to` today. 22023: a period or comparison that is not
-- valid, or a today that p_days does not have.
create function daybook.member_cards(p_user_id uuid, p_days jsonb, p_compare text) returns daybook.listed_card[]
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
set plan_cache_mode = force_generic_plan
as $$
declare
  moment timestamptz := now();
  codes text[] := array(
    select m.user_code
    from public.analytics_members m
    where m.user_id = p_user_id and m.seen_groups is null and m.seen_shares is null
  );
  cards daybook.listed_card[];
begin
  cards := array(
    select (
      o.user_code, o.name, m.role, coalesce(z.time_zone, o.time_zone),
      (moment at time zone coalesce(z.time_zone, o.time_zone))::date,
      null, null, null, null, null, null, null, null
    )::daybook.listed_card
    from public.analytics_members m
    join public.analytics_owners o on o.user_code = m.user_code
    left join daybook.owner_zones(codes) as z
      on z.user_code = o.user_code and z.valid_from <= moment and z.valid_to > moment
    where m.user_id = p_user_id and m.seen_groups is null and m.seen_shares is null
  );
  if p_days is null or exists (
    select from jsonb_each(p_days) as d(today, days)
    where (d.days ->> 'to')::date - (d.days ->> 'from')::date not between 0 and 3660
  ) or exists (select from unnest(cards) as c where not p_days ? c.today::text) then
    raise exception 'the period is not valid' using errcode = '22023';
  end if;

  return array(
    with begun as materialized (
      select c.*, daybook.first_event_day(c.user_code) as first_event
      from unnest(cards) as c
    ),
    -- Most cards share their days: those are found once for each today, and first day where that is asked for.
    wishes as (
      select distinct b.today, (p_days -> b.today::text ->> 'from')::date as wished_from,
        (p_days -> b.today::text ->> 'to')::date as wished_to,
        case when p_days -> b.today::text ->> 'from' is null then b.first_event end as since
      from begun b
    ),
    ends as (
      select w.*,
        case when w.wished_from > w.today then coalesce(w.wished_to, w.wished_from)
          else least(coalesce(w.wished_to, w.today), w.today) end as ends
      from wishes w
    ),
    begins as (
      select e.*, greatest(least(coalesce(e.wished_from, e.since, e.ends), e.ends), e.ends - 3660) as begins
      from ends e
    ),
    periods as materialized (
      select b.today, coalesce(b.since, 'infinity') as since, b.begins, b.ends, b.ends - b.begins as more_days,
        daybook.compared_until(p_compare, b.begins, b.ends) as compared_to
      from begins b
    ),
    -- Days on which counting had not begun are no days without visitors: nothing is compared with them.
    fair as materialized (
      select b.*, p.begins, p.ends, p.more_days,
        case when p.compared_to - p.more_days >= b.first_event then p.compared_to end as fair_to
      from begun b
      join periods p on p.today = b.today and p.since = coalesce(
        case when p_days -> b.today::text ->> 'from' is null then b.first_event end, 'infinity'
      )
    ),
    -- The zone that the last day compared with followed.
    zones as materialized (
      select f.user_code, (array_agg(z.time_zone order by z.valid_from desc))[1] as time_zone
      from fair f
      join daybook.owner_zones(codes) as z on z.user_code = f.user_code
      where f.ends = f.today
        and z.valid_from < (f.fair_to + 1)::timestamp at time zone z.time_zone
      group by f.user_code
    ),
    dirty as materialized (
      select m.user_code, array_agg(distinct m.date) as dates
      from public.analytics_dirty_days m
      where m.user_code = any (codes)
      group by m.user_code
    )
    select (
      f.user_code, f.name, f.role, f.time_zone, f.today, f.first_event, f.begins, f.ends, f.fair_to - f.more_days, f.fair_to,
      case when f.ends = f.today and f.fair_to is not null then to_char(moment at time zone f.time_zone, 'HH24:MI') end,
      case when f.ends = f.today then
        (f.fair_to + date_trunc('minute', moment at time zone f.time_zone)::time) at time zone z.time_zone
      end,
      array(
        select u.date
        from unnest(d.dates) as u(date)
        where u.date between f.begins and f.ends or u.date between f.fair_to - f.more_days and f.fair_to
      )
    )::daybook.listed_card
    from fair f
    left join zones z on z.user_code = f.user_code
    left join dirty d on d.user_code = f.user_code
  );
end;
$$;

revoke all on function daybook.member_cards(uuid, jsonb, text) from public;

-- What a list of cards does not read from daily rows: the totals of dirty days; and of the last day compared with, until the
-- minute that a today has come to (is_until), where it is compared so. Days of few events are counted together, one date after
-- the other; others as the dashboard counts them. No row: nothing happened, or for is_until the day is compared whole, by the
-- rules of until_now.
create function daybook.cards_counted(p_cards daybook.listed_card[])
returns setof daybook.card_day
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
as $$
declare
  day date;
  until timestamptz;
  code text;
  codes text[];
  small text[];
  together daybook.counted_row[];
begin
  for day in
    select distinct u.date from unnest(p_cards) as c cross join lateral unnest(c.live_dates) as u(date)
  loop
    codes := array(select c.user_code from unnest(p_cards) as c where day = any (c.live_dates));
    small := daybook.small_days(codes, day);
    -- Only where raw holds as many events as the daily rows and the marks say together: whoever lost some is counted as the
    -- dashboard does it.
    together := array(
      select (
        r.user_code, 'totals', 'owner', '', '', '', r.visitors, r.sessions, r.page_views, r.clicks, r.contacting_sessions,
        0, 0, 0, 0, 0, 0
      )::daybook.counted_row
      from daybook.raw_totals(small, day, 'infinity') as r
      left join (
        select k.user_code, sum(k.events) as events
        from (
          select t.user_code, t.page_views + t.clicks as events
          from public.analytics_daily_user_stats t
          where t.user_code = any (small) and t.date = day
          union all
          select m.user_code, cardinality(m.view_ids) + cardinality(m.click_ids)
          from public.analytics_dirty_days m
          where m.user_code = any (small) and m.date = day
        ) as k
        group by k.user_code
      ) as known on known.user_code = r.user_code
      where r.raw_events = known.events
    );
    return query
    select t.user_code, day, false, t.visitors, t.sessions, t.page_views, t.clicks, t.contacting_sessions
    from unnest(together) as t;

    for code in
      select u.code from unnest(codes) as u(code)
      except
      select t.user_code from unnest(together) as t
    loop
      return query
      select code, day, false, l.visitors, l.sessions, l.page_views, l.clicks, l.contacting_sessions
      from daybook.live_day(code, day, 'none') as l
      where l.section = 'totals' and l.scope = 'owner';
    end loop;
  end loop;

  for day, until in
    select distinct c.before_to, c.until_at from unnest(p_cards) as c where c.until_at is not null
  loop
    codes := array(
      select c.user_code
      from unnest(p_cards) as c
      left join public.analytics_days d on d.user_code = c.user_code and d.date = day
      where c.before_to = day and c.until_at = until
        and d.purged_at is null and coalesce(d.raw_events, 0) <= 20000
    );
    return query
    select r.user_code, day, true, r.visitors, r.sessions, r.page_views, r.clicks, r.contacting_sessions
    from daybook.raw_totals(codes, day, until) as r
    left join public.analytics_days d on d.user_code = r.user_code and d.date = day
    where coalesce(d.raw_events, 0) <= r.raw_rows;
  end loop;
end;
$$;

revoke all on function daybook.cards_counted(daybook.listed_card[]) from public;

-- Every card of the caller as one JSON value (its shape: lib/analytics/member-cards.ts): code, name, role, the numbers of the
-- days that p_days (see member_cards) and p_compare mean on each owner's own calendar, of the days compared with, and a course:
-- visits a day, of several days where there are more than 31. Clean days come from the daily tables, dirty ones are counted, in one
-- snapshot, so that each number is the one that analytics_dashboard shows of the same days. Cards of which the caller sees some
-- groups or shares only come by name, and those that the caller is deleting with how far that is. 42501 for who is signed out; who has no card gets none. 22023: a period or comparison that is not
-- valid.
create function daybook.analytics_member_cards(p_days jsonb, p_compare text default 'none') returns json
language plpgsql stable security definer
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_bitmapscan = off
set enable_nestloop = off
set enable_sort = off
set plan_cache_mode = force_generic_plan
set work_mem = '64MB'
as $$
declare
  caller uuid := daybook.caller();
  cards daybook.listed_card[];
  counted daybook.card_day[];
  sums daybook.card_sums[] := '{}'::daybook.card_sums[];
  period record;
begin
  if caller is null then
    raise exception 'sign in first' using errcode = '42501';
  end if;
  cards := daybook.member_cards(caller, p_days, p_compare);
  counted := array(select l::daybook.card_day from daybook.cards_counted(cards) as l);
  -- Most cards have the same days: each period is asked for once for all of these, and summed up to at most 31 parts.
  for period in
    select
      w.is_before, w.first_day, w.last_day, c.live_dates, array_agg(c.user_code) as codes,
      greatest(1, ceil((w.last_day - w.first_day + 1) / 31.0))::integer as step
    from unnest(cards) as c
    left join unnest(counted) as u on u.user_code = c.user_code and u.is_until
    cross join lateral (values
      (false, c.from_date, c.to_date), (true, c.before_from, c.before_to - (u.user_code is not null)::integer)
    ) as w(is_before, first_day, last_day)
    where w.first_day is not null
    group by w.is_before, w.first_day, w.last_day, c.live_dates
  loop
    sums := sums || array(
      select (
        p.user_code, period.is_before, sum(p.visitors), sum(p.sessions), sum(p.page_views), sum(p.clicks),
        sum(p.contacting_sessions), array_agg(p.part), array_agg(p.sessions)
      )::daybook.card_sums
      from (
        select t.user_code, t.date - period.first_day as part, t.visitors::integer as visitors, t.sessions::integer as sessions,
          t.page_views::integer as page_views, t.clicks::integer as clicks, t.contacting_sessions::integer as contacting_sessions
        from public.analytics_daily_user_stats t
        where period.step = 1
          and t.user_code = any (period.codes) and t.date between period.first_day and period.last_day
          and not t.date = any (period.live_dates)
        union all
        select t.user_code, (t.date - period.first_day) / period.step, sum(t.visitors)::integer, sum(t.sessions)::integer,
          sum(t.page_views)::integer, sum(t.clicks)::integer, sum(t.contacting_sessions)::integer
        from public.analytics_daily_user_stats t
        where period.step > 1
          and t.user_code = any (period.codes) and t.date between period.first_day and period.last_day
          and not t.date = any (period.live_dates)
        group by t.user_code, (t.date - period.first_day) / period.step
        union all
        select l.user_code, (l.date - period.first_day) / period.step, l.visitors::integer, l.sessions::integer,
          l.page_views::integer, l.clicks::integer, l.contacting_sessions::integer
        from unnest(counted) as l
        join unnest(period.codes) as o(user_code) on o.user_code = l.user_code
        where case when l.is_until then period.is_before else l.date between period.first_day and period.last_day end
      ) as p
      group by p.user_code
    );
  end loop;

  return (
    select json_build_object(
      'computed_at', now(),
      'cards', coalesce(json_agg(
        json_build_object(
          'user_code', c.user_code, 'name', c.name, 'role', c.role, 'time_zone', c.time_zone, 'first_date', c.first_date,
          'today', c.today, 'from', c.from_date, 'to', c.to_date, 'is_live', cardinality(c.live_dates) > 0,
          'totals', json_build_object(
            'visitors', coalesce(n.visitors, 0), 'sessions', coalesce(n.sessions, 0),
            'page_views', coalesce(n.page_views, 0), 'clicks', coalesce(n.clicks, 0),
            'contacting_sessions', coalesce(n.contacting_sessions, 0)
          ),
          'course', json_build_object(
            'step', greatest(1, ceil((c.to_date - c.from_date + 1) / 31.0)),
            'parts', coalesce(n.parts, '{}'::integer[]), 'sessions', coalesce(n.course, '{}'::bigint[])
          ),
          'previous', case when c.before_from is not null then json_build_object(
            'from', c.before_from, 'to', c.before_to, 'until', case when u.user_code is not null then c.until_time end,
            'totals', json_build_object(
              'visitors', coalesce(b.visitors, 0), 'sessions', coalesce(b.sessions, 0),
              'page_views', coalesce(b.page_views, 0), 'clicks', coalesce(b.clicks, 0),
              'contacting_sessions', coalesce(b.contacting_sessions, 0)
            )
          ) end
        ) order by c.name, c.user_code
      ), '[]'::json),
      'limited', (
        select coalesce(json_agg(
          json_build_object('user_code', o.user_code, 'name', o.name, 'role', m.role) order by o.name, o.user_code
        ), '[]'::json)
        from public.analytics_members m
        join public.analytics_owners o on o.user_code = m.user_code
        where m.user_id = caller and (m.seen_groups is not null or m.seen_shares is not null)
      ),
      'deleting', (
        select coalesce(json_agg(
          json_build_object('user_code', d.user_code, 'name', d.name, 'rows', d.rows, 'removed', d.removed) order by d.requested_at
        ), '[]'::json)
        from public.analytics_deletions d
        where d.requested_by = caller
      )
    )
    from unnest(cards) as c
    left join unnest(sums) as n on n.user_code = c.user_code and not n.is_before
    left join unnest(sums) as b on b.user_code = c.user_code and b.is_before
    left join unnest(counted) as u on u.user_code = c.user_code and u.is_until
  );
end;
$$;

revoke all on function daybook.analytics_member_cards(jsonb, text) from public;
grant execute on function daybook.analytics_member_cards(jsonb, text) to authenticated;
alter function daybook.analytics_member_cards(jsonb, text) set schema public;

-- Notes something at a day, or with p_annotation_id changes what is noted. For owners and editors. Returns its id. 23514: the day or
-- the text is not valid; PT404: no such annotation; 22023: the owner has 1,000 already.
create function daybook.analytics_save_annotation(p_user_code text, p_annotation_id uuid, p_date date, p_text text) returns uuid
language plpgsql security definer
set search_path = ''
as $$
declare
  saved uuid;
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  if p_annotation_id is not null then
    update public.analytics_annotations a
    set date = p_date, text = btrim(p_text)
    where a.user_code = p_user_code and a.annotation_id = p_annotation_id
    returning a.annotation_id into saved;
    if saved is null then
      raise exception 'no such annotation' using errcode = 'PT404';
    end if;
  else
    if (select count(*) from public.analytics_annotations a where a.user_code = p_user_code) >= 1000 then
      raise exception 'a card has room for 1,000 notes' using errcode = '22023';
    end if;
    insert into public.analytics_annotations (user_code, date, text)
    values (p_user_code, p_date, btrim(p_text))
    returning annotation_id into saved;
  end if;
  perform daybook.note_act(
    p_user_code, case when p_annotation_id is null then 'annotation_created' else 'annotation_changed' end,
    jsonb_build_object('date', p_date, 'text', btrim(p_text))
  );
  return saved;
end;
$$;

revoke all on function daybook.analytics_save_annotation(text, uuid, date, text) from public;
grant execute on function daybook.analytics_save_annotation(text, uuid, date, text) to authenticated;
alter function daybook.analytics_save_annotation(text, uuid, date, text) set schema public;

-- Takes a note away. For owners and editors. PT404: no such annotation.
create function daybook.analytics_delete_annotation(p_user_code text, p_annotation_id uuid) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  noted public.analytics_annotations;
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  delete from public.analytics_annotations a
  where a.user_code = p_user_code and a.annotation_id = p_annotation_id
  returning * into noted;
  if noted.annotation_id is null then
    raise exception 'no such annotation' using errcode = 'PT404';
  end if;
  perform daybook.note_act(p_user_code, 'annotation_deleted', jsonb_build_object('date', noted.date, 'text', noted.text));
end;
$$;

revoke all on function daybook.analytics_delete_annotation(text, uuid) from public;
grant execute on function daybook.analytics_delete_annotation(text, uuid) to authenticated;
alter function daybook.analytics_delete_annotation(text, uuid) set schema public;

-- The calling member has read what is new: from now on it is counted anew. For members. Safe to repeat.
create function daybook.analytics_dismiss_news(p_user_code text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  caller uuid;
  moment timestamptz;
begin
  perform daybook.require_sight(p_user_code);
  caller := daybook.caller();
  moment := now();
  update public.analytics_member_looks l
  set since_at = moment, seen_at = moment
  where l.user_code = p_user_code and l.user_id = caller;
end;
$$;

revoke all on function daybook.analytics_dismiss_news(text) from public;
grant execute on function daybook.analytics_dismiss_news(text) to authenticated;
alter function daybook.analytics_dismiss_news(text) set schema public;

-- Who is here now, and who was within the last half an hour, visit by visit from raw, the latest first: { visitors_now, visits: [{
-- key, started_at, last_at, share_code, contact, group_code, device, country, browser, channel, referrer, events: [{ at, page, target,
-- outcome, site }], more }], more, computed_at }, at most 30 visits with the latest 12 events of each. visitors_now is the
-- dashboard's own. share_code null: of a share that the caller does not see any more. Visits are named by hashes, since whoever knows a session's id can erase its visit. For members, within the
-- filter: 42501, PT404 as the dashboard.
create function daybook.analytics_live(p_user_code text, p_group text default null, p_contact text default null) returns jsonb
language plpgsql stable security definer
set search_path = ''
set jit = off
as $$
declare
  sight daybook.sight;
  q daybook.question;
  is_whole boolean;
  since timestamptz;
  first_day date;
  first_id uuid;
  last_id uuid;
  answer jsonb;
begin
  sight := daybook.require_sight(p_user_code);
  q := daybook.dashboard_question(sight, null, null, p_group, p_contact, 'none', 0);
  is_whole := sight.groups is null and sight.shares is null;
  since := now() - interval '30 minutes';
  first_day := daybook.day_at(p_user_code, since);
  -- Event ids begin with their time: a slice of the key instead of whole days. A clock may be some minutes off.
  first_id := (
    lpad(to_hex((extract(epoch from now() - interval '40 minutes') * 1000)::bigint), 12, '0') || repeat('0', 20)
  )::uuid;
  last_id := (
    lpad(to_hex((extract(epoch from now() + interval '11 minutes') * 1000)::bigint), 12, '0') || repeat('f', 20)
  )::uuid;

  with events as materialized (
    select v.session_id, v.session_date, v.at, v.event_id, v.page, null::text as target, null::text as outcome, '' as site
    from public.analytics_page_views v
    where v.user_code = p_user_code and v.date in (first_day, q.today) and v.event_id between first_id and last_id
      and v.at > since
      and (
        q.scope = 'owner'
        or (q.scope = 'group' and v.group_code = q.scope_code)
        or (q.scope = 'contact' and v.share_code = q.scope_code)
      )
    union all
    select c.session_id, c.session_date, c.at, c.event_id, c.page, c.target, c.outcome, c.site
    from public.analytics_clicks c
    where c.user_code = p_user_code and c.date in (first_day, q.today) and c.event_id between first_id and last_id
      and c.at > since
      and (
        q.scope = 'owner'
        or (q.scope = 'group' and c.group_code = q.scope_code)
        or (q.scope = 'contact' and c.share_code = q.scope_code)
      )
  ),
  numbered as (
    select e.*, row_number() over (partition by e.session_id order by e.at desc, e.event_id desc) as place
    from events e
  ),
  courses as (
    select
      n.session_id, n.session_date, max(n.at) as last_at, count(*) as events,
      jsonb_agg(
        jsonb_build_object('at', n.at, 'page', n.page, 'target', n.target, 'outcome', n.outcome, 'site', n.site)
        order by n.place desc
      ) filter (where n.place <= 12) as course
    from numbered n
    group by n.session_id, n.session_date
  ),
  latest as (
    select c.*, row_number() over (order by c.last_at desc, c.session_id) as place
    from courses c
  )
  select jsonb_build_object(
    'visitors_now', daybook.visitors_now(q),
    'visits', coalesce(jsonb_agg(
      jsonb_build_object(
        'key', left(daybook.token_hash('live', l.session_id::text), 16),
        'started_at', s.started_at, 'last_at', l.last_at,
        'share_code', case when daybook.sees(sight, null, s.share_code) then s.share_code end,
        'contact', case when daybook.sees(sight, null, s.share_code) then coalesce(h.contact, '') else '' end,
        'group_code', case when is_whole or s.group_code = any (sight.groups) then s.group_code else '' end,
        'device', s.device, 'country', s.country, 'browser', s.browser, 'channel', s.channel, 'referrer', s.referrer,
        'events', l.course, 'more', greatest(l.events - 12, 0)
      ) order by l.place
    ), '[]'::jsonb),
    'more', greatest((select count(*) from courses) - 30, 0),
    'computed_at', now()
  )
  into answer
  from latest l
  join public.analytics_sessions s on s.user_code = p_user_code and s.date = l.session_date and s.session_id = l.session_id
  left join public.analytics_shares h on h.user_code = p_user_code and h.share_code = s.share_code
  where l.place <= 30;
  return answer;
end;
$$;

revoke all on function daybook.analytics_live(text, text, text) from public;
grant execute on function daybook.analytics_live(text, text, text) to authenticated;
alter function daybook.analytics_live(text, text, text) set schema public;


-- ---------------------------------------------------------------------------------------------------------------- keys

-- A dashboard as a key's holder gets it: the dashboard's answer with its provenance. Stable, so that all of it is counted in one
-- snapshot; it opens no key: analytics_key_dashboard does. The settings are those of seen_dashboard.
create function daybook.key_dashboard(
  p_user_code text,
  p_from date,
  p_to date,
  p_group text,
  p_contact text,
  p_compare text,
  p_limit integer,
  p_filters jsonb
)
returns jsonb
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_nestloop = off
set enable_sort = off
set plan_cache_mode = force_generic_plan
as $$
declare
  q daybook.question := daybook.dashboard_question(
    daybook.whole_sight(p_user_code), p_from, p_to, p_group, p_contact, p_compare, p_limit, p_filters
  );
begin
  return daybook.dashboard_answer(q, daybook.question_rows(q)) || jsonb_build_object('provenance', daybook.question_provenance(q));
end;
$$;

revoke all on function daybook.key_dashboard(text, date, date, text, text, text, integer, jsonb) from public;

-- The dashboard of a key's owner, with the parameters and the numbers of analytics_dashboard, and its provenance, for keys that may
-- read. For service_role. PT401, 42501: as open_key; 22023, PT404: as the dashboard.
create function daybook.analytics_key_dashboard(
  p_user_code text,
  p_key_hash text,
  p_from date default null,
  p_to date default null,
  p_group text default null,
  p_contact text default null,
  p_compare text default 'none',
  p_limit integer default 50,
  p_filters jsonb default null
)
returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform daybook.open_key(p_user_code, p_key_hash, 'read');
  return daybook.key_dashboard(p_user_code, p_from, p_to, p_group, p_contact, p_compare, p_limit, p_filters);
end;
$$;

revoke all on function daybook.analytics_key_dashboard(text, text, date, date, text, text, text, integer, jsonb) from public;
grant execute on function daybook.analytics_key_dashboard(text, text, date, date, text, text, text, integer, jsonb) to service_role;
alter function daybook.analytics_key_dashboard(text, text, date, date, text, text, text, integer, jsonb) set schema public;

-- A page of a list as a key's holder gets it: list_page with the owner and the provenance of its numbers. Stable, so that all of it
-- is counted in one snapshot; it opens no key: analytics_key_list does. The settings are those of seen_dashboard.
create function daybook.key_list(
  p_user_code text,
  p_from date,
  p_to date,
  p_group text,
  p_contact text,
  p_list text,
  p_after text,
  p_rows integer,
  p_filters jsonb
)
returns jsonb
language plpgsql stable
set search_path = ''
set jit = off
set enable_seqscan = off
set enable_nestloop = off
set enable_sort = off
set plan_cache_mode = force_generic_plan
as $$
declare
  q daybook.question := daybook.dashboard_question(
    daybook.whole_sight(p_user_code), p_from, p_to, p_group, p_contact, 'none', null, p_filters
  );
begin
  return daybook.list_page(q, p_list, p_after, p_rows) || jsonb_build_object(
    'owner', (
      select jsonb_build_object('user_code', o.user_code, 'name', o.name, 'time_zone', o.time_zone)
      from public.analytics_owners o
      where o.user_code = q.user_code
    ),
    'provenance', daybook.question_provenance(q)
  );
end;
$$;

revoke all on function daybook.key_list(text, date, date, text, text, text, text, integer, jsonb) from public;

-- A page of one list of a key's owner, as analytics_dashboard_list pages it, and its provenance, for keys that may read. For
-- service_role. PT401, 42501: as open_key; 22023, PT404: as the dashboard.
create function daybook.analytics_key_list(
  p_user_code text,
  p_key_hash text,
  p_from date,
  p_to date,
  p_group text,
  p_contact text,
  p_list text,
  p_after text default null,
  p_rows integer default 100,
  p_filters jsonb default null
)
returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform daybook.open_key(p_user_code, p_key_hash, 'read');
  return daybook.key_list(p_user_code, p_from, p_to, p_group, p_contact, p_list, p_after, p_rows, p_filters);
end;
$$;

revoke all on function daybook.analytics_key_list(text, text, date, date, text, text, text, text, integer, jsonb) from public;
grant execute on function daybook.analytics_key_list(text, text, date, date, text, text, text, text, integer, jsonb) to service_role;
alter function daybook.analytics_key_list(text, text, date, date, text, text, text, text, integer, jsonb) set schema public;

-- The journeys of a key's owner, with the parameters and the numbers of analytics_journeys, for keys that may read. For service_role.
-- PT401, 42501: as open_key; 22023, PT404, PT503, PT410: as analytics_journeys.
create function daybook.analytics_key_journeys(
  p_user_code text,
  p_key_hash text,
  p_from date default null,
  p_to date default null,
  p_group text default null,
  p_contact text default null,
  p_filters jsonb default null
)
returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
begin
  perform daybook.open_key(p_user_code, p_key_hash, 'read');
  return daybook.seen_journeys(daybook.whole_sight(p_user_code), p_from, p_to, p_group, p_contact, p_filters);
end;
$$;

revoke all on function daybook.analytics_key_journeys(text, text, date, date, text, text, jsonb) from public;
grant execute on function daybook.analytics_key_journeys(text, text, date, date, text, text, jsonb) to service_role;
alter function daybook.analytics_key_journeys(text, text, date, date, text, text, jsonb) set schema public;

-- A page of the 'shares' or 'groups' of a key's owner, archived ones too, in the order of their codes: { owner, rows, next }, for
-- keys that may read. p_after: the `next` of the page before, null for the first; `next` is null after the last. For service_role.
-- PT401, 42501: as open_key; 22023: there is no such list.
create function daybook.analytics_key_codes(
  p_user_code text,
  p_key_hash text,
  p_list text,
  p_after text default null,
  p_rows integer default 100
)
returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  page_rows integer := least(greatest(p_rows, 1), 10000);
  page jsonb;
begin
  perform daybook.open_key(p_user_code, p_key_hash, 'read');
  case p_list
  when 'shares' then
    select jsonb_agg(
      jsonb_build_object(
        'code', s.share_code, 'share_code', s.share_code, 'contact', s.contact, 'group_code', coalesce(s.group_code, ''),
        'created_at', s.created_at, 'archived', s.archived_at is not null
      ) order by s.share_code collate "C"
    )
    into page
    from (
      select *
      from public.analytics_shares a
      where a.user_code = p_user_code and (p_after is null or a.share_code collate "C" > p_after)
      order by a.share_code collate "C"
      limit page_rows + 1
    ) as s;
  when 'groups' then
    select jsonb_agg(
      jsonb_build_object(
        'code', g.group_code, 'group_code', g.group_code, 'name', g.name, 'created_at', g.created_at,
        'archived', g.archived_at is not null
      ) order by g.group_code collate "C"
    )
    into page
    from (
      select *
      from public.analytics_groups a
      where a.user_code = p_user_code and (p_after is null or a.group_code collate "C" > p_after)
      order by a.group_code collate "C"
      limit page_rows + 1
    ) as g;
  else
    raise exception 'there is no such list' using errcode = '22023';
  end case;

  return (
    select jsonb_build_object(
      'owner', jsonb_build_object('user_code', o.user_code, 'name', o.name, 'time_zone', o.time_zone),
      'rows', (
        select coalesce(jsonb_agg(r.value - 'code' order by r.place) filter (where r.place <= page_rows), '[]'::jsonb)
        from jsonb_array_elements(coalesce(page, '[]'::jsonb)) with ordinality as r(value, place)
      ),
      'next', case when jsonb_array_length(page) > page_rows then page -> (page_rows - 1) ->> 'code' end
    )
    from public.analytics_owners o
    where o.user_code = p_user_code
  );
end;
$$;

revoke all on function daybook.analytics_key_codes(text, text, text, text, integer) from public;
grant execute on function daybook.analytics_key_codes(text, text, text, text, integer) to service_role;
alter function daybook.analytics_key_codes(text, text, text, text, integer) set schema public;

-- Registers a share of a key's owner as analytics_register_share does, for keys that may manage shares, and returns it. Idempotent;
-- what changes something is noted with the key's name. For service_role. PT401, 42501: as open_key; 23503: no such group; 22023: the
-- code or contact is not valid.
create function daybook.analytics_key_register_share(
  p_user_code text,
  p_key_hash text,
  p_share_code text,
  p_contact text default null,
  p_group_code text default null
)
returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  key_name text := daybook.open_key(p_user_code, p_key_hash, 'shares');
  before public.analytics_shares;
  share public.analytics_shares;
  code text;
begin
  select * into before from public.analytics_shares s where s.user_code = p_user_code and s.share_code = btrim(p_share_code);
  code := public.analytics_register_share(p_user_code, p_share_code, p_contact, p_group_code);
  select * into share from public.analytics_shares s where s.user_code = p_user_code and s.share_code = code;
  if share is distinct from before then
    perform daybook.note_act(p_user_code, 'share_registered', jsonb_build_object('share', code, 'key', key_name));
  end if;
  return jsonb_build_object(
    'share_code', share.share_code, 'contact', share.contact, 'group_code', coalesce(share.group_code, ''),
    'created_at', share.created_at, 'archived', share.archived_at is not null
  );
end;
$$;

revoke all on function daybook.analytics_key_register_share(text, text, text, text, text) from public;
grant execute on function daybook.analytics_key_register_share(text, text, text, text, text) to service_role;
alter function daybook.analytics_key_register_share(text, text, text, text, text) set schema public;

-- Registers a group of a key's owner as analytics_register_group does, for keys that may manage shares, and returns it. Idempotent;
-- what changes something is noted with the key's name. For service_role. PT401, 42501: as open_key; 22023: the code or name is not
-- valid.
create function daybook.analytics_key_register_group(
  p_user_code text,
  p_key_hash text,
  p_group_code text,
  p_name text default null
)
returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  key_name text := daybook.open_key(p_user_code, p_key_hash, 'shares');
  before public.analytics_groups;
  kept public.analytics_groups;
  code text;
begin
  select * into before from public.analytics_groups g where g.user_code = p_user_code and g.group_code = btrim(p_group_code);
  code := public.analytics_register_group(p_user_code, p_group_code, p_name);
  select * into kept from public.analytics_groups g where g.user_code = p_user_code and g.group_code = code;
  if kept is distinct from before then
    perform daybook.note_act(p_user_code, 'group_registered', jsonb_build_object('group', code, 'key', key_name));
  end if;
  return jsonb_build_object(
    'group_code', kept.group_code, 'name', kept.name, 'created_at', kept.created_at, 'archived', kept.archived_at is not null
  );
end;
$$;

revoke all on function daybook.analytics_key_register_group(text, text, text, text) from public;
grant execute on function daybook.analytics_key_register_group(text, text, text, text) to service_role;
alter function daybook.analytics_key_register_group(text, text, text, text) set schema public;


-- --------------------------------------------------------------------------------------------------------------- links

-- Read-only addresses of an owner's dashboard for people without an account. A link shows the whole, or one group, or one share, of
-- all days or of some. It stays here when it is revoked, so that its opens can still be read.
create table daybook.analytics_links (
  user_code     text        not null references public.analytics_owners on delete cascade,
  -- daybook.token_hash of the token in its address.
  token_hash    text        not null check (token_hash ~ '^[0-9a-f]{64}$'),
  -- What members call it; the link itself never shows it.
  label         text        not null check (length(label) between 1 and 120),
  group_code    text,
  share_code    text,
  from_date     date,
  to_date       date,
  -- Whether contacts are named. Without it no contact, share or share's code is shown at all.
  names         boolean     not null,
  -- As lib/links/link-door.ts makes it; null: no password.
  password_hash text        check (password_hash ~ '^scrypt:[0-9]{1,2}:[A-Za-z0-9_-]{22}:[A-Za-z0-9_-]{43}$'),
  -- The origins whose pages may frame it. They stand in a header: each must be nothing but a scheme, a host and a port.
  frame_origins text[]      not null default '{}' check (
    coalesce(array_ndims(frame_origins), 1) = 1
    and cardinality(frame_origins) <= 20
    and cardinality(string_to_array(array_to_string(frame_origins, e'\n', e'\n'), e'\n')) = cardinality(frame_origins)
    and array_to_string(frame_origins, e'\n', e'\n') ~ '^(https?://[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?(\n(?=.)|$))*$'
  ),
  -- A user of Supabase Auth.
  created_by    uuid,
  created_at    timestamptz not null default now(),
  -- Null: open until it is revoked.
  expires_at    timestamptz,
  revoked_at    timestamptz,
  primary key (user_code, token_hash),
  check (group_code is null or share_code is null),
  check ((from_date is null) = (to_date is null) and from_date <= to_date and to_date - from_date <= 3660)
);

alter table daybook.analytics_links enable row level security;
grant select on daybook.analytics_links to service_role;
alter table daybook.analytics_links set schema public;

-- How often a link was opened on each of the owner's days, and when last. Nothing is kept of who opened it.
create table daybook.analytics_link_opens (
  user_code  text        not null references public.analytics_owners on delete cascade,
  token_hash text        not null,
  date       date        not null,
  opens      bigint      not null,
  last_at    timestamptz not null,
  primary key (user_code, token_hash, date)
);

alter table daybook.analytics_link_opens enable row level security;
grant select on daybook.analytics_link_opens to service_role;
alter table daybook.analytics_link_opens set schema public;

-- What a link shows. PT404 for one that is unknown, revoked or has expired: which of them is not told.
create function daybook.link_sight(p_user_code text, p_token_hash text) returns daybook.sight
language plpgsql stable
set search_path = ''
as $$
declare
  link public.analytics_links;
  sight daybook.sight;
begin
  select * into link
  from public.analytics_links l
  where l.user_code = p_user_code and l.token_hash = p_token_hash
    and l.revoked_at is null and coalesce(l.expires_at > now(), true);
  if not found then
    raise exception 'this link is not open' using errcode = 'PT404';
  end if;
  sight.user_code := link.user_code;
  sight.role := 'viewer';
  if link.group_code is not null or link.share_code is not null then
    sight.groups := array_remove(array[link.group_code], null);
    sight.shares := array_remove(array[link.share_code], null);
  end if;
  sight.names := link.names;
  sight.from_date := link.from_date;
  sight.to_date := link.to_date;
  return sight;
end;
$$;

revoke all on function daybook.link_sight(text, text) from public;

-- What the app must know before it shows anything by a link: { password_hash, frame_origins, from, to }. Null where no link is open
-- under this hash: unknown, revoked and expired ones are alike. For service_role.
create function daybook.analytics_find_link(p_user_code text, p_token_hash text) returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'password_hash', l.password_hash, 'frame_origins', to_jsonb(l.frame_origins), 'from', l.from_date, 'to', l.to_date
    )
    from public.analytics_links l
    where l.user_code = p_user_code and l.token_hash = p_token_hash
      and l.revoked_at is null and coalesce(l.expires_at > now(), true)
  );
end;
$$;

revoke all on function daybook.analytics_find_link(text, text) from public;
grant execute on function daybook.analytics_find_link(text, text) to service_role;
alter function daybook.analytics_find_link(text, text) set schema public;

-- The dashboard for whoever has a sight of the owner and no account. What members note at days is for members.
create function daybook.sight_dashboard(
  p_sight daybook.sight,
  p_from date,
  p_to date,
  p_group text,
  p_contact text,
  p_compare text,
  p_limit integer,
  p_filters jsonb
)
returns jsonb
language plpgsql stable
set search_path = ''
as $$
begin
  return daybook.seen_dashboard(p_sight, p_from, p_to, p_group, p_contact, p_compare, p_limit, p_filters)
    || jsonb_build_object('annotations', '[]'::jsonb);
end;
$$;

revoke all on function daybook.sight_dashboard(daybook.sight, date, date, text, text, text, integer, jsonb) from public;

-- The dashboard that a link shows: as analytics_dashboard, within what the link allows. For
-- service_role: the app has asked for the password where the link has one. PT404: no link is open under this hash, or a share or group
-- that never was. 42501: what the link does not show. 22023: as analytics_dashboard.
create function daybook.analytics_link_dashboard(
  p_user_code text,
  p_token_hash text,
  p_from date default null,
  p_to date default null,
  p_group text default null,
  p_contact text default null,
  p_compare text default 'none',
  p_limit integer default 50,
  p_filters jsonb default null
)
returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
declare
  sight daybook.sight := daybook.link_sight(p_user_code, p_token_hash);
begin
  return daybook.sight_dashboard(sight, p_from, p_to, p_group, p_contact, p_compare, p_limit, p_filters);
end;
$$;

revoke all on function
  daybook.analytics_link_dashboard(text, text, date, date, text, text, text, integer, jsonb) from public;
grant execute on function
  daybook.analytics_link_dashboard(text, text, date, date, text, text, text, integer, jsonb) to service_role;
alter function
  daybook.analytics_link_dashboard(text, text, date, date, text, text, text, integer, jsonb) set schema public;

-- The dashboard of an owner that a deployment shows to everybody (the setting DEMO_OWNER): all of it, with names. For service_role,
-- which may read everything anyway. PT404: no such owner, share or group. 22023: as analytics_dashboard.
create function daybook.analytics_demo_dashboard(
  p_user_code text,
  p_from date default null,
  p_to date default null,
  p_group text default null,
  p_contact text default null,
  p_compare text default 'none',
  p_limit integer default 50,
  p_filters jsonb default null
)
returns jsonb
language plpgsql stable security definer
set search_path = ''
as $$
begin
  if not exists (select from public.analytics_owners o where o.user_code = p_user_code) then
    raise exception 'no such owner' using errcode = 'PT404';
  end if;
  return daybook.sight_dashboard(
    daybook.whole_sight(p_user_code), p_from, p_to, p_group, p_contact, p_compare, p_limit, p_filters
  );
end;
$$;

revoke all on function
  daybook.analytics_demo_dashboard(text, date, date, text, text, text, integer, jsonb) from public;
grant execute on function
  daybook.analytics_demo_dashboard(text, date, date, text, text, text, integer, jsonb) to service_role;
alter function
  daybook.analytics_demo_dashboard(text, date, date, text, text, text, integer, jsonb) set schema public;

-- Counts that somebody opened a link, on the owner's day. For service_role. PT404: no link is open under this hash.
create function daybook.analytics_note_link_open(p_user_code text, p_token_hash text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  today date;
  moment timestamptz := clock_timestamp();
begin
  perform daybook.link_sight(p_user_code, p_token_hash);
  today := daybook.owner_today(p_user_code);
  insert into public.analytics_link_opens as o (user_code, token_hash, date, opens, last_at)
  values (p_user_code, p_token_hash, today, 1, moment)
  on conflict (user_code, token_hash, date) do update
  set opens = o.opens + 1, last_at = excluded.last_at;
end;
$$;

revoke all on function daybook.analytics_note_link_open(text, text) from public;
grant execute on function daybook.analytics_note_link_open(text, text) to service_role;
alter function daybook.analytics_note_link_open(text, text) set schema public;

-- Makes a link and returns its token, which is shown here only. p_group or p_contact: that group or share alone. p_from and p_to: these
-- days alone. p_names: contacts are named. p_password_hash: made by the app. p_frame_origins: whose pages may frame it. For owners and
-- editors. 22023: what was given is not valid, or 200 links are open already.
create function daybook.analytics_create_link(
  p_user_code text,
  p_label text,
  p_group text default null,
  p_contact text default null,
  p_from date default null,
  p_to date default null,
  p_names boolean default false,
  p_password_hash text default null,
  p_expires_at timestamptz default null,
  p_frame_origins text[] default '{}'::text[]
)
returns text
language plpgsql security definer
set search_path = ''
as $$
declare
  caller uuid;
  token text;
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  caller := daybook.caller();
  if p_group is not null or p_contact is not null then
    perform daybook.require_scopes(
      p_user_code, 'viewer', array_remove(array[p_group], null), array_remove(array[p_contact], null)
    );
  end if;
  if p_expires_at <= now() then
    raise exception 'a link expires in the future' using errcode = '22023';
  end if;
  perform 1 from public.analytics_owners o where o.user_code = p_user_code for update;
  if (
    select count(*)
    from public.analytics_links l
    where l.user_code = p_user_code and l.revoked_at is null and coalesce(l.expires_at > now(), true)
  ) >= 200 then
    raise exception 'at most 200 links can be open' using errcode = '22023';
  end if;
  token := daybook.new_token();
  begin
    insert into public.analytics_links (
      user_code, token_hash, label, group_code, share_code, from_date, to_date, names, password_hash, frame_origins,
      created_by, expires_at
    )
    values (
      p_user_code, daybook.token_hash('link', token), btrim(p_label), p_group, p_contact, p_from, p_to, p_names,
      p_password_hash, p_frame_origins, caller, p_expires_at
    );
  exception when check_violation or not_null_violation then
    raise exception 'the label, the days or the origins of the link are not valid' using errcode = '22023';
  end;
  perform daybook.note_act(p_user_code, 'link_created', jsonb_build_object(
    'link', btrim(p_label), 'group', p_group, 'share', p_contact, 'from', p_from, 'to', p_to, 'names', p_names,
    'password', p_password_hash is not null, 'expires_at', p_expires_at, 'origins', to_jsonb(p_frame_origins[1:10])
  ));
  return token;
end;
$$;

revoke all on function
  daybook.analytics_create_link(text, text, text, text, date, date, boolean, text, timestamptz, text[]) from public;
grant execute on function
  daybook.analytics_create_link(text, text, text, text, date, date, boolean, text, timestamptz, text[]) to authenticated;
alter function
  daybook.analytics_create_link(text, text, text, text, date, date, boolean, text, timestamptz, text[]) set schema public;

-- Closes a link at once and for good. For owners and editors. Safe to repeat: the first moment stays. PT404: no such link.
create function daybook.analytics_revoke_link(p_user_code text, p_token_hash text) returns void
language plpgsql security definer
set search_path = ''
as $$
declare
  moment timestamptz := clock_timestamp();
  name text;
begin
  perform daybook.require_member(p_user_code, array['owner', 'editor']);
  update public.analytics_links l
  set revoked_at = moment
  where l.user_code = p_user_code and l.token_hash = p_token_hash and l.revoked_at is null
  returning l.label into name;
  if found then
    perform daybook.note_act(p_user_code, 'link_revoked', jsonb_build_object('link', name));
    return;
  end if;
  if not exists (
    select from public.analytics_links l where l.user_code = p_user_code and l.token_hash = p_token_hash
  ) then
    raise exception 'no such link' using errcode = 'PT404';
  end if;
end;
$$;

revoke all on function daybook.analytics_revoke_link(text, text) from public;
grant execute on function daybook.analytics_revoke_link(text, text) to authenticated;
alter function daybook.analytics_revoke_link(text, text) set schema public;

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

-- Records that this file is applied.
insert into daybook.migrations (name) values ('005_member_functions.sql');

commit;
