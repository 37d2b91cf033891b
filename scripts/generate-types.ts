/**
 * `npm run db:types`: writes what is generated from the migrations: lib/supabase/database.types.ts, with the Supabase CLI,
 * and the catalogue that `npm run doctor` expects.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import pg from "pg";
import { environmentWith } from "#lib/http/environment.ts";
import { catalog, expectedPart } from "#lib/operations/doctor/catalogue.ts";
import { startNativePostgres } from "#supabase/local/native-postgres.ts";

const cli = createRequire(import.meta.url).resolve("supabase/dist/supabase.js");

/** The catalogue that `npm run doctor` expects, as JSON: what a migrated database says of itself. */
export async function databaseCatalogue(url: string): Promise<string> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ found: unknown }>("select public.analytics_doctor() as found");
    return `${JSON.stringify(expectedPart(catalog.parse(rows[0]?.found)), null, 2)}\n`;
  } finally {
    await client.end();
  }
}

/**
 * The TypeScript types of schema `public`, as `supabase gen types` prints them for a migrated database. Drops the
 * months' partitions first: which ones there are is a matter of the day, and nobody names them in code.
 */
export async function databaseTypes(url: string): Promise<string> {
  const client = new pg.Client(url);
  await client.connect();
  const drop = client.query(`
    do $$
    declare
      child regclass;
    begin
      for child in
        select c.oid::regclass
        from pg_inherits i
        join pg_class c on c.oid = i.inhrelid
        where c.relname ~ '_[0-9]{4}_[0-9]{2}$' and c.relkind = 'r'
      loop
        execute format('drop table %s', child);
      end loop;
    end;
    $$`);
  await drop.finally(() => client.end());
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [cli, "gen", "types", "--remote", url, "--schema", "public"],
    { encoding: "utf8", env: environmentWith({ DO_NOT_TRACK: "1" }) },
  );
  const start = stdout.indexOf("export type Json");
  if (status !== 0 || start < 0) throw new Error(`supabase gen types failed: ${stderr}${stdout}`);
  return stdout.slice(start);
}

if (import.meta.main) await generate();

/** Writes both files from a database with every migration. */
async function generate(): Promise<void> {
  const lib = new URL("../lib/", import.meta.url);
  const server = await startNativePostgres();
  try {
    const catalogue = await databaseCatalogue(server.url);
    writeFileSync(new URL("operations/doctor/expected-catalogue.json", lib), catalogue);
    writeFileSync(new URL("supabase/database.types.ts", lib), await databaseTypes(server.url));
  } finally {
    await server.stop();
  }
}
