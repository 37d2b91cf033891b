import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HostedDatabase } from "#tests/support/hosted/hosted-postgres.ts";

const ROOT = new URL("../../..", import.meta.url).pathname;
const CLI = createRequire(import.meta.url).resolve("supabase/dist/supabase.js");

export type Run = { code: number | null; output: string };

/** Runs a script of Daybook, or another one in another folder, with a database's address or without one, and an app's. */
export function runScript(
  script: string,
  args: string[],
  url?: string,
  cwd = ROOT,
  appUrl?: string,
): Promise<Run> {
  const child = spawn(process.execPath, [script, ...args], {
    cwd,
    env: {
      ...process.env,
      INIT_CWD: undefined,
      DAYBOOK_URL: appUrl,
      DO_NOT_TRACK: "1",
      SUPABASE_TELEMETRY_DISABLED: "1",
      DATABASE_URL: url,
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      output += data;
    });
  }
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, output })));
}

/** The folder of a product whose own migrations are recorded in its database. */
export type HostProject = {
  folder: string;
  migrations: string;
  /** `supabase db push`, as the host runs it. */
  push(): Promise<Run>;
};

export async function makeHostProject(
  database: HostedDatabase,
  versions = ["001", "002", "003"],
): Promise<HostProject> {
  const folder = mkdtempSync(join(tmpdir(), "daybook-host-"));
  const migrations = join(folder, "supabase/migrations");
  mkdirSync(migrations, { recursive: true });
  await database.rows(`
    create schema supabase_migrations;
    create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text)`);
  for (const version of versions) {
    writeFileSync(join(migrations, `${version}_part.sql`), "select 1;\n");
    await database.rows(
      "insert into supabase_migrations.schema_migrations (version, name) values ($1, 'part')",
      [version],
    );
  }
  return {
    folder,
    migrations,
    push: () => runScript(CLI, ["db", "push", "--yes", "--remote", database.url], undefined, folder),
  };
}
