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
