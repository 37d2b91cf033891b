/**
 * `npm run db:build`: writes supabase/migrations from supabase/schemas, one object a file, in the order of
 * supabase/schemas/migrations.json. With `--check` it writes nothing and fails where a migration is not what the sources
 * make, or a source is in no migration.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A migration: how a database tells that it has it, what its head says, and its parts in order, each a folder of sources. */
type Migration = {
  file: string;
  /** An SQL condition. */
  isThere: string;
  about: string[];
  parts: { folder: string; about: string; files: string[] }[];
};

const SCHEMAS = join(import.meta.dirname, "../supabase/schemas");
const MIGRATIONS = join(import.meta.dirname, "../supabase/migrations");
const WIDTH = 120;

const migrations: Migration[] = JSON.parse(readFileSync(join(SCHEMAS, "migrations.json"), "utf8"));
const isCheck = process.argv.includes("--check");
const faults = sourcesWithoutMigration().map((source) => `${source} is in no migration of migrations.json`);

for (const [place, migration] of migrations.entries()) {
  const path = join(MIGRATIONS, migration.file);
  const built = build(migration, migrations[place - 1]);
  if (!isCheck) writeFileSync(path, built);
  else if (readFileSync(path, "utf8") !== built) {
    faults.push(`${migration.file} is not what supabase/schemas makes: run npm run db:build`);
  }
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;

function build(migration: Migration, before: Migration | undefined): string {
  const { about, parts } = migration;
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
    ...files.map((file) => source(folder, file)),
  ]);
  return `${[head.join("\n"), "begin;", guard(migration, before), ...body, "commit;"].join("\n\n")}\n`;
}

function source(folder: string, file: string): string {
  return readFileSync(join(SCHEMAS, folder, `${file}.sql`), "utf8").trimEnd();
}

/** Refuses, in one sentence and before anything is made, what cannot go well. */
function guard({ file, isThere, parts }: Migration, before: Migration | undefined): string {
  const sources = parts.flatMap(({ folder, files }) => files.map((name) => source(folder, name))).join("\n");
  const names = [...sources.matchAll(/^alter (?:table|view) daybook\.(\w+) set schema public;$/gm)].map(
    ([, name]) => `'${name}'`,
  );
  const needs = before
    ? `  if not (${before.isThere}) then
    raise exception 'Nothing was changed: ${before.file} has to be applied first.';
  end if;
`
    : "";
  const taken =
    names.length > 0
      ? `
  select string_agg(n.name, ', ')
  into taken
  from unnest(array[
${wrap(names.join(", "), WIDTH - 4)
  .map((line) => `    ${line}`)
  .join("\n")}
  ]) as n(name)
  where to_regclass('public.' || n.name) is not null;
  if taken is not null then
    raise exception 'Nothing was changed: these names of Daybook are taken in this database: %.', taken;
  end if;
`
      : "";
  return `-- Refuses in one sentence, before anything is made, what cannot go well.
do $$
${taken === "" ? "" : "declare\n  taken text;\n"}begin
${needs}  if ${isThere} then
    raise exception 'Nothing was changed: ${file} is in this database already.';
  end if;
${taken}end;
$$;`;
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
