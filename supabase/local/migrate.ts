import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LocalDatabase } from "#supabase/local/database.ts";

/** What migrations need of a database. */
export type MigrationTarget = Pick<LocalDatabase, "run" | "rows">;

const MIGRATIONS = join(import.meta.dirname, "..", "migrations");
const BOOTSTRAP = join(import.meta.dirname, "bootstrap.sql");
const OLD_EVENTS = join(import.meta.dirname, "..", "seed", "old-events.sql");

/** A migration file: `004_analytics_scalable_schema.sql` has version `004` and name `analytics_scalable_schema`. */
export type Migration = { file: string; version: string; name: string; sql: string };

/** The table in which the Supabase CLI records what it has applied. */
export const HISTORY = `
  create schema if not exists supabase_migrations;
  create table if not exists supabase_migrations.schema_migrations (
    version text not null primary key,
    statements text[],
    name text
  );
`;

/**
 * Applies the migrations that are not yet recorded, in order, each in a transaction with its record in
 * `supabase_migrations.schema_migrations`, the table the Supabase CLI uses. Before the first one, a database gets what a
 * project has that Daybook is added to: the roles of Supabase and the table of the old system.
 * @returns the names of the files applied now.
 * @throws Error naming the file that failed, the ones before it stay applied; or where a former version made the data.
 */
export async function migrate(database: MigrationTarget): Promise<string[]> {
  await database.run(readFileSync(BOOTSTRAP, "utf8"));
  await database.run(HISTORY);
  const recorded = await database.rows<{ version: string }>(
    "select version from supabase_migrations.schema_migrations",
  );
  const done = new Set(recorded.map((row) => row.version));
  if (done.size === 0) await database.run(readFileSync(OLD_EVENTS, "utf8"));
  else await refuseFormerVersion(database);
  const applied: string[] = [];
  for (const migration of migrations()) {
    if (done.has(migration.version)) continue;
    await apply(database, migration);
    applied.push(migration.file.replace(/\.sql$/, ""));
  }
  return applied;
}

/** Before 1.0 migrations are edited in place: data of a former version have other tables than this one expects. */
async function refuseFormerVersion(database: MigrationTarget): Promise<void> {
  const [row] = await database.rows<{ is_ours: boolean }>(
    "select to_regprocedure('daybook.caller()') is not null as is_ours",
  );
  if (row?.is_ours) return;
  throw new Error(
    "The data were made by a former version of Daybook, whose tables differ: move the data folder away and start anew.",
  );
}

/** Daybook's migrations in their order. */
export function migrations(): Migration[] {
  return readdirSync(MIGRATIONS)
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((file) => {
      const [, version, name] = /^(\d+)_(.+)\.sql$/.exec(file) ?? [];
      if (!version || !name) throw new Error(`${file} is not named like a migration: 004_some_name.sql.`);
      return { file, version, name, sql: readFileSync(join(MIGRATIONS, file), "utf8") };
    });
}

async function apply(database: MigrationTarget, { file, version, name, sql }: Migration): Promise<void> {
  try {
    await database.run(`
      begin;
      ${withoutTransaction(sql)}
      insert into supabase_migrations.schema_migrations (version, name) values ('${version}', '${name}');
      commit;
    `);
  } catch (cause) {
    await database.run("rollback");
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new Error(`Migration ${file} failed and was rolled back: ${reason}.`, { cause });
  }
}

/** A migration is a transaction of its own; here the record of it belongs to the same. */
const withoutTransaction = (sql: string) => sql.replace(/^(begin|commit);$/gm, "");
