/**
 * `npm run db:build`: writes supabase/migrations from supabase/schemas, one object a file, in the order of
 * supabase/schemas/migrations.json. With `--check` it writes nothing and fails where a migration is not what the sources
 * make, or a source is in no migration.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A migration: what its head says, and its parts in order, each a folder of sources. */
type Migration = {
  file: string;
  about: string[];
  parts: { folder: string; about: string; files: string[] }[];
};

const SCHEMAS = join(import.meta.dirname, "../supabase/schemas");
const MIGRATIONS = join(import.meta.dirname, "../supabase/migrations");
const WIDTH = 120;

const migrations: Migration[] = JSON.parse(readFileSync(join(SCHEMAS, "migrations.json"), "utf8"));
const isCheck = process.argv.includes("--check");
const faults = sourcesWithoutMigration().map((source) => `${source} is in no migration of migrations.json`);

for (const migration of migrations) {
  const path = join(MIGRATIONS, migration.file);
  const built = build(migration);
  if (!isCheck) writeFileSync(path, built);
  else if (readFileSync(path, "utf8") !== built) {
    faults.push(`${migration.file} is not what supabase/schemas makes: run npm run db:build`);
  }
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;

function build({ about, parts }: Migration): string {
  const contents = parts.flatMap((part) => [
    `${part.folder}: ${part.about}`,
    ...wrap(part.files.join(", "), WIDTH - 7).map((line) => `    ${line}`),
  ]);
  const head = [
    ...about,
    "",
    "Built from supabase/schemas by `npm run db:build`; change it there.",
    "",
    "Contents",
    ...contents.map((line) => `  ${line}`),
  ].map((line) => (line === "" ? "--" : `-- ${line}`));
  const body = parts.flatMap(({ folder, files }) => [
    banner(folder),
    ...files.map((file) => readFileSync(join(SCHEMAS, folder, `${file}.sql`), "utf8").trimEnd()),
  ]);
  return `${[head.join("\n"), ...body].join("\n\n")}\n`;
}

function banner(title: string): string {
  return `\n-- ${"-".repeat(WIDTH - 4 - title.length)} ${title}`;
}

function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}

function sourcesWithoutMigration(): string[] {
  const listed = new Set(
    migrations.flatMap(({ parts }) =>
      parts.flatMap(({ folder, files }) => files.map((file) => `${folder}/${file}.sql`)),
    ),
  );
  return globSync("*/*.sql", { cwd: SCHEMAS }).filter((source) => !listed.has(source));
}
