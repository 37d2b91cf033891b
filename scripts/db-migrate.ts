/**
 * `npm run db:migrate`: applies the migrations to the Postgres that DATABASE_URL names, with the Supabase CLI. A
 * database that is no Supabase project gets the roles of one first. For a hosted project use the direct connection, not
 * the pooler.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import pg from "pg";

const root = new URL("..", import.meta.url).pathname;
const url = process.env.DATABASE_URL;

try {
  if (!url) throw new Error("DATABASE_URL is not set: give the address of the Postgres to migrate.");
  await prepare(url);
  const cli = createRequire(import.meta.url).resolve("supabase/dist/supabase.js");
  const push = spawnSync(process.execPath, [cli, "db", "push", "--yes", "--remote", url], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, DO_NOT_TRACK: "1", SUPABASE_TELEMETRY_DISABLED: "1" },
  });
  process.exitCode = push.status ?? 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** @throws Error in one sentence when the database cannot be reached. */
async function prepare(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  try {
    await client.connect();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : cause;
    throw new Error(`The database cannot be reached: ${reason}.`, { cause });
  }
  try {
    const { rows } = await client.query("select to_regprocedure('auth.uid()') is not null as is_supabase");
    if (!rows[0].is_supabase) {
      await client.query(readFileSync(`${root}supabase/local/bootstrap.sql`, "utf8"));
    }
  } finally {
    await client.end();
  }
}
