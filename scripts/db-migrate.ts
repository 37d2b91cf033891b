/**
 * `npm run db:migrate`: applies the migrations to the Postgres that DATABASE_URL names, with the Supabase CLI. For a
 * database of Daybook's own; one with another project's history is left alone, and told which way fits. What `psql` or
 * `supabase db push` have applied is seen and continued. A database that is no Supabase project gets the roles of one
 * first. For a hosted project use the direct connection, not the pooler.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type pg from "pg";
import { environmentWith, readSettings } from "#lib/http/environment.ts";
import { connectDirectly } from "#lib/supabase/call-as-operator.ts";
import { forget, type Installed, readInstalled, record, titleOf } from "#scripts/installed-migrations.ts";
import { type Migration, migrations } from "#supabase/local/migrate.ts";

const root = new URL("..", import.meta.url).pathname;

try {
  const { databaseUrl } = readSettings(["databaseUrl"]);
  process.exitCode = await migrate(databaseUrl);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** @returns the exit code. @throws Error in one sentence where nothing can be done. */
async function migrate(databaseUrl: string): Promise<number> {
  const client = await connectDirectly(databaseUrl);
  try {
    const installed = await readInstalled(client);
    if (installed.isHalf) {
      throw new Error(
        "A part of Daybook is in this database, of a migration that was interrupted: run supabase/rollback/004_down.sql, then npm run db:migrate.",
      );
    }
    const missing = migrations().filter(({ file }) => !installed.files.includes(file));
    if (installed.foreign.length > 0) return await beside(client, installed, missing);
    await bootstrap(client);
    await reconcile(client, installed);
    if (missing.length === 0) {
      console.log(`Daybook is up to date here: ${installed.files.join(", ")}.`);
      return 0;
    }
  } finally {
    await client.end();
  }
  const cli = createRequire(import.meta.url).resolve("supabase/dist/supabase.js");
  const push = spawnSync(process.execPath, [cli, "db", "push", "--yes", "--remote", databaseUrl], {
    cwd: root,
    stdio: "inherit",
    env: environmentWith({ DO_NOT_TRACK: "1", SUPABASE_TELEMETRY_DISABLED: "1" }),
  });
  return push.status ?? 1;
}

/** In a database with somebody else's history no record of ours is written: their `db push` would stop at it. */
async function beside(client: pg.Client, installed: Installed, missing: Migration[]): Promise<number> {
  const { files, records, foreign } = installed;
  const last = foreign.at(-1);
  console.log(
    `This database has the migrations of another project (${foreign.length}, the last one ${last ? titleOf(last) : ""}).`,
  );
  for (const file of files) {
    const entry = records.get(file);
    console.log(`${file} is here, ${entry ? `recorded as ${titleOf(entry)}` : "not recorded"}.`);
  }
  if (missing.length === 0) {
    console.log("Daybook is up to date here.");
    return 0;
  }
  if (files.length > 0 && files.every((file) => !records.has(file))) {
    for (const { file, sql } of missing) {
      console.log(`Applying ${file}, unrecorded as those before it…`);
      await client.query(sql);
    }
    console.log("Daybook is up to date here.");
    return 0;
  }
  console.error(
    [
      `Nothing was changed; not here yet: ${missing.map(({ file }) => file).join(", ")}. Two ways fit:`,
      "  with that project's Supabase CLI: npm run db:add -- <its folder>, then supabase db push there",
      `  without: ${missing.map(({ file }) => `psql "$DATABASE_URL" --set ON_ERROR_STOP=1 --file supabase/migrations/${file}`).join("\n           ")}`,
    ].join("\n"),
  );
  return 1;
}

/** Records follow what is there: what psql applied is recorded, and what was dropped is not recorded any more. */
async function reconcile(client: pg.Client, { files, records }: Installed): Promise<void> {
  for (const { file, version, name } of migrations()) {
    const entry = records.get(file);
    if (files.includes(file) && !entry) await record(client, version, name);
    if (!files.includes(file) && entry) await forget(client, entry);
  }
}

async function bootstrap(client: pg.Client): Promise<void> {
  const { rows } = await client.query("select to_regprocedure('auth.uid()') is not null as is_supabase");
  if (rows[0].is_supabase) return;
  await client.query(readFileSync(`${root}supabase/local/bootstrap.sql`, "utf8"));
}
