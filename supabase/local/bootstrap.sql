-- What a hosted Supabase project has before the first migration: the API's roles, and default privileges that give
-- them every new table and function in public. With the same defaults here, tests see what a migration forgets to revoke.

do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'anon') then
    create role anon nologin noinherit;
  end if;
  if not exists (select 1 from pg_roles where rolname = 'authenticated') then
    create role authenticated nologin noinherit;
  end if;
  if not exists (select 1 from pg_roles where rolname = 'service_role') then
    create role service_role nologin noinherit bypassrls;
  end if;
end;
$$;

create schema if not exists auth;
grant usage on schema public, auth to anon, authenticated, service_role;

alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
alter default privileges in schema public grant all on functions to anon, authenticated, service_role;

do $$
begin
  if to_regprocedure('auth.uid()') is null then
    create function auth.uid() returns uuid language sql stable as
    'select coalesce(
      nullif(current_setting(''request.jwt.claim.sub'', true), ''''),
      nullif(current_setting(''request.jwt.claims'', true), '''')::jsonb ->> ''sub''
    )::uuid';
  end if;
end;
$$;
