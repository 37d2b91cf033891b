-- What is ours and nobody's to call. No role of the API gets usage of it.
create schema daybook;

-- Which migrations are wholly in this database, whichever way they came: each writes its name here as its last statement.
-- Records of the Supabase CLI tell only what the CLI did.
create table daybook.migrations (
  name text primary key,
  applied_at timestamptz not null default now()
);
alter table daybook.migrations enable row level security;
revoke all on daybook.migrations from public, anon, authenticated, service_role;
