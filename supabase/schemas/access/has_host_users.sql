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
