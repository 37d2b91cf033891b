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
import { connectDirectly } from "#lib/supabase/call-as-operator.ts";
import { type Installed, isFile, readInstalled, record } from "#scripts/installed-migrations.ts";
import { migrations } from "#supabase/local/migrate.ts";

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

/** Adds the files; with a database also records there what it has already. @returns the exit code, as addFiles */
async function add(folder: string, databaseUrl: string | undefined): Promise<number> {
  if (!databaseUrl) return addFiles(folder, null).code;
  const client = await connectDirectly(databaseUrl);
  try {
    const installed = await readInstalled(client);
    const { code, ours } = addFiles(folder, installed);
    // So that `supabase db push` passes by what psql or db:migrate applied.
    for (const file of installed.files.filter((applied) => !installed.records.has(applied))) {
      const [, version = "", name = ""] = /^(\d+)_(.*)\.sql$/.exec(ours.get(file) ?? "") ?? [];
      await record(client, version, name);
      console.log(`Recorded ${version}_${name}: it is in the database already.`);
    }
    return code;
  } finally {
    await client.end();
  }
}

/** @returns the files by Daybook's own names, and the exit code: 1 where one is there in another form */
function addFiles(folder: string, installed: Installed | null): { code: number; ours: Map<string, string> } {
  const all = migrations();
  const present = readdirSync(folder).filter((file) => /^\d+_.*\.sql$/.test(file));
  const ours = new Map(
    present.flatMap((file) => {
      const text = readFileSync(join(folder, file), "utf8");
      const migration = all.find((candidate) => isFile(candidate.file, file, text));
      return migration ? [[migration.file, file] as const] : [];
    }),
  );
  const recorded = installed ? [...installed.foreign, ...installed.records.values()] : [];
  const versions = [...present, ...recorded.map(({ version }) => version)].map(
    (name) => /^\d*/.exec(name)?.[0] ?? "",
  );
  let last = versions.sort().at(-1) ?? "";
  let code = 0;
  for (const migration of all) {
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
  if (code > 0) {
    console.error("Where the host has not pushed a file in another form yet, delete it and run this again.");
  } else {
    console.log(
      "Next, in the host's project: supabase db push, then npm run doctor -- --phase migration here.",
    );
  }
  return { code, ours };
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
