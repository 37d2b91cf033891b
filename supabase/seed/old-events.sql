-- The table of the system that Daybook replaces, one JSONB row per event, as a fixture: the embedded Supabase and the tests
-- begin with it, since a project that Daybook is added to has it. No migration makes or touches it.

do $$
begin
  if to_regclass('public.analytics_events') is not null then
    return;
  end if;

  create table public.analytics_events (
    id         uuid        not null default gen_random_uuid() primary key,
    user_code  text        not null,
    event_type text        not null,
    event_data jsonb       not null default '{}',
    created_at timestamptz not null default now()
  );
  alter table public.analytics_events enable row level security;
  revoke all on public.analytics_events from anon, authenticated;
  grant select, insert, update, delete on public.analytics_events to service_role;
end;
$$;
