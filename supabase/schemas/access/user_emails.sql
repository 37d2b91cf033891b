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
