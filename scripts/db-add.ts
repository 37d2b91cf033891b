/**
 * `npm run db:add -- <folder>`: puts Daybook's migrations into the `supabase/migrations` of a host's project, under
 * versions after its last, so that its own `supabase db push` applies them. Run again, it adds what is missing. With
 * DATABASE_URL it also looks at the host's database: versions come after its last record, and what was applied there in
 * another way is recorded, so that the push passes it by.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { callersFolder, readSettings } from "#lib/http/environment.ts";
import {
  connect,
  daybookMigrations,
  type Installed,
  migrationNamed,
  readInstalled,
  record,
} from "#scripts/installed-migrations.ts";

try {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [folder] = positionals;
  if (!folder || positionals.length > 1) {
    throw new Error("Give the folder of the host's project: npm run db:add -- ../their-product.");
  }
  const { databaseUrl } = readSettings();
  process.exitCode = await add(migrationsFolder(resolve(callersFolder(), folder)), databaseUrl);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** `<folder>/supabase/migrations`, made if need be; the folder may also be `supabase` or `supabase/migrations` itself. */
function migrationsFolder(folder: string): string {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new Error(`${folder} is no folder.`);
  if (resolve(folder) === resolve(import.meta.dirname, "..")) {
    throw new Error(
      "This is Daybook's own folder: give that of the host's project, or use npm run db:migrate.",
    );
  }
  if (basename(folder) === "migrations") return folder;
  const supabase = basename(folder) === "supabase" ? folder : join(folder, "supabase");
  if (!existsSync(supabase)) {
    throw new Error(`${folder} has no folder supabase: run supabase init there, or give another folder.`);
  }
  const migrations = join(supabase, "migrations");
  mkdirSync(migrations, { recursive: true });
  return migrations;
}

/** @returns the exit code: 1 where a file of ours is there in another form. */
async function add(folder: string, databaseUrl: string | undefined): Promise<number> {
  const installed = databaseUrl ? await lookAtDatabase(databaseUrl) : null;
  const present = readdirSync(folder).filter((file) => /^\d+_.*\.sql$/.test(file));
  const ours = new Map(
    present.flatMap((file) => {
      const migration = migrationNamed(file);
      return migration ? [[migration.file, file] as const] : [];
    }),
  );
  const versions = [...present, ...(installed?.history ?? [])].map((name) => /^\d*/.exec(name)?.[0] ?? "");
  let last = versions.sort().at(-1) ?? "";
  let code = 0;
  for (const migration of daybookMigrations()) {
    const there = ours.get(migration.file);
    if (there) {
      const isSame = readFileSync(join(folder, there), "utf8") === migration.sql;
      console.log(
        isSame ? `${there} is there already.` : `${there} is there in another form, and was left as it is.`,
      );
      if (!isSame) code = 1;
      continue;
    }
    // The database may know it by a version of its own: from a push of another checkout.
    const version = installed?.records.get(migration.file)?.version ?? versionAfter(last);
    if (version > last) last = version;
    const file = version === migration.version ? migration.file : `${version}_${migration.file}`;
    writeFileSync(join(folder, file), migration.sql);
    ours.set(migration.file, file);
    console.log(`Added ${relative(process.cwd(), join(folder, file))}`);
  }
  if (installed) await recordWhatIsThere(installed, ours);
  if (code > 0) {
    console.error("Where the host has not pushed a file in another form yet, delete it and run this again.");
  } else {
    console.log(
      "Next, in the host's project: supabase db push, then npm run doctor -- --phase migration here.",
    );
  }
  return code;
}

type Database = Installed & { url: string; history: string[] };

async function lookAtDatabase(url: string): Promise<Database> {
  const client = await connect(url);
  try {
    const installed = await readInstalled(client);
    const history = [...installed.foreign, ...installed.records.values()].map(({ version }) => version);
    return { ...installed, url, history };
  } finally {
    await client.end();
  }
}

/** So that `supabase db push` passes by what `psql` or `db:migrate` applied. */
async function recordWhatIsThere(
  { url, files, records }: Database,
  ours: Map<string, string>,
): Promise<void> {
  const unrecorded = files.filter((file) => !records.has(file));
  if (unrecorded.length === 0) return;
  const client = await connect(url);
  try {
    for (const file of unrecorded) {
      const [, version = "", name = ""] = /^(\d+)_(.*)\.sql$/.exec(ours.get(file) ?? "") ?? [];
      await record(client, version, name);
      console.log(`Recorded ${version}_${name}: it is in the database already.`);
    }
  } finally {
    await client.end();
  }
}

/** A version that sorts after another as text, which is how the Supabase CLI orders them, of the same kind. */
function versionAfter(last: string): string {
  if (last === "" || last.length === 14) {
    const now = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
    return now > last ? now : String(BigInt(last) + 1n);
  }
  const next = String(BigInt(last) + 1n).padStart(last.length, "0");
  if (next > last) return next;
  throw new Error(
    `The Supabase CLI sorts versions as text, and none comes after ${last}: add Daybook with psql, file by file.`,
  );
}
