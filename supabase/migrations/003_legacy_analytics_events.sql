-- The table of the system that Daybook replaces: one JSONB row per event. Daybook itself never writes to it, and where
-- a project has it already, with its own rights and rows, this migration leaves it exactly as it is.

do $$
begin
  if to_regclass('public.analytics_events') is not null then
    raise notice 'analytics_events exists already: left as it is';
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
