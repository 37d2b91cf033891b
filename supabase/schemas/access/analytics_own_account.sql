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
