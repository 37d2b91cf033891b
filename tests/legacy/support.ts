import { readFileSync } from "node:fs";
import type { FunctionCaller } from "#lib/supabase/call-as-operator.ts";
import type { TestDatabase } from "#tests/support/databases.ts";

export const DOWN = readFileSync(new URL("../../supabase/rollback/004_down.sql", import.meta.url), "utf8");

/** The scripts' way to the database, on a test's own connection. */
export function callerOf(database: TestDatabase): FunctionCaller {
  return {
    isDirect: true,
    async call(name, args = {}) {
      const names = Object.keys(args);
      const list = names.map((key, place) => `${key} => $${place + 1}`).join(", ");
      const values = names.map((key) => args[key]);
      const [row] = await database.rows<{ answer: unknown }>(`select ${name}(${list}) as answer`, values);
      return row?.answer;
    },
    tryOut: async () => null,
    columnsOf: async () => null,
    takenNames: async () => null,
    close: async () => {},
  };
}

/** Everything in `public` by name: tables with their columns, rights and policies, indexes, functions, types. */
export async function catalogOf(database: TestDatabase): Promise<string[]> {
  const rows = await database.rows<{ line: string }>(`
    select 'table ' || c.relname || ' ' || coalesce(c.relacl::text, '') || ' ' || c.relrowsecurity as line
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'S')
    union all
    select 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped
    union all
    select 'index ' || indexdef from pg_indexes where schemaname = 'public'
    union all
    select 'policy ' || tablename || '.' || policyname from pg_policies where schemaname = 'public'
    union all
    select 'routine ' || p.oid::regprocedure from pg_proc p where p.pronamespace = 'public'::regnamespace
    union all
    select 'type ' || t.typname from pg_type t
    where t.typnamespace = 'public'::regnamespace and t.typtype in ('e', 'd') or t.typrelid in (
      select c.oid from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'c')
    union all
    select 'migration ' || version from supabase_migrations.schema_migrations
    order by 1
  `);
  return rows.map((row) => row.line);
}
