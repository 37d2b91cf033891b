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
