/**
 * `npm run db:build`: writes supabase/migrations from supabase/schemas, one object a file, in the order of
 * supabase/schemas/migrations.json, and the way back, supabase/rollback/004_down.sql. From the first release on, released files
 * stay as they are, and what has changed since is written as the next upgrade migration. With `--check` it writes nothing and
 * fails where a file is not what the sources make, a released file differs, or a source is in no migration.
 * `npm run db:release -- 1.0.0` makes what is there that release: docs/upgrading.md.
 */
import { existsSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { isRecordOf, markOf } from "#scripts/installed-migrations.ts";
import {
  BY_HAND,
  hashOf,
  hashOfSource,
  type Release,
  type Source,
  type Upgrade,
  upgradeFile,
  upgradeSince,
} from "#scripts/upgrade-migration.ts";

/** A migration: how a database tells that it was begun, what its head says, and its parts in order, each a folder of sources. */
type Migration = {
  file: string;
  /** An SQL condition on the first thing that it makes. */
  isBegun: string;
  about: string[];
  parts: { folder: string; about: string; files: string[] }[];
};

const ROOT = join(import.meta.dirname, "..");
const SCHEMAS = join(ROOT, "supabase/schemas");
const MIGRATIONS = join(ROOT, "supabase/migrations");
const WAY_BACK = join(ROOT, "supabase/rollback/004_down.sql");
const RELEASED = join(ROOT, "supabase/released.json");
const WIDTH = 120;
/** What people made, and what outlives a loss of the numbers. In the order of their references. */
const PEOPLE = [
  "analytics_owners",
  "analytics_owner_time_zones",
  "analytics_members",
  "analytics_groups",
  "analytics_shares",
];
/** With these gone no number is left that could be kept: the old documentation's way back drops them, among others. */
const NUMBERS = [
  "analytics_sessions",
  "analytics_page_views",
  "analytics_clicks",
  "analytics_daily_user_stats",
];

const migrations: Migration[] = JSON.parse(readFileSync(join(SCHEMAS, "migrations.json"), "utf8"));
/** Null before the first release. */
const release: Release | null = existsSync(RELEASED) ? JSON.parse(readFileSync(RELEASED, "utf8")) : null;
const releasedFiles = Object.keys(release?.migrations ?? {}).sort();

/** What a new database would be made of if nothing had been released: the migrations as the sources make them now. */
export function fromSources(): { file: string; sql: string }[] {
  return migrations.map((migration, place) => ({
    file: migration.file,
    sql: build(migration, migrations[place - 1]),
  }));
}

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
  return `${[head.join("\n"), "begin;", guard(migration, before), ...body, ...end(migration, before), "commit;"].join("\n\n")}\n`;
}

function source(folder: string, file: string): string {
  return readFileSync(join(SCHEMAS, folder, `${file}.sql`), "utf8").trimEnd();
}

const sourcesOf = ({ parts }: Migration): Source[] =>
  parts.flatMap(({ folder, files }) =>
    files.map((name) => ({ name: `${folder}/${name}`, text: source(folder, name) })),
  );

const textOf = (migration: Migration) =>
  sourcesOf(migration)
    .map(({ text }) => text)
    .join("\n");

/** All that may be in a database: what the sources make, and what a release made. */
const everything = [...migrations.map(textOf), ...releasedFiles.map(released)];

/** The text of a released file as it lies there. */
function released(file: string): string {
  return existsSync(join(MIGRATIONS, file)) ? readFileSync(join(MIGRATIONS, file), "utf8") : "";
}

/** What a pattern's first group finds in texts, each once, in their order. */
function found(pattern: RegExp, texts: string[]): string[] {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name = ""]) => name)))];
}

/** The names of one kind that SQL puts into `public`. */
const publicNames = (kind: string, of: string[]) =>
  found(new RegExp(`^alter (?:${kind})\\s+daybook\\.(\\w+)(?:\\([^)]*\\))? set schema public;$`, "gm"), of);

/** The names of one kind that stay in the schema `daybook`. */
function innerNames(kind: string): string[] {
  const moved = publicNames(kind, everything);
  return found(new RegExp(`^create ${kind} daybook\\.(\\w+)`, "gm"), everything).filter(
    (name) => !moved.includes(name),
  );
}

/** Names as the lines of an SQL array. */
const arrayOf = (names: string[], indent: string) =>
  wrap(names.map((name) => `'${name}'`).join(", "), WIDTH - indent.length)
    .map((line) => `${indent}${line}`)
    .join("\n");

/** The first statement of a migration: where the rest would fail, it stops with one sentence before anything is made. */
function guard(migration: Migration, before: Migration | undefined): string {
  return before ? guardOfNext(migration, before) : guardOfFirst(migration);
}

const refuseAgain = ({ file }: Pick<Migration, "file">) =>
  `raise exception 'Nothing was changed: ${file} is in this database already.'
      using hint = 'To let supabase db push pass it by, run npm run db:add with DATABASE_URL: it records what is there.';`;

const halfThere = ({ file }: Migration) =>
  `raise exception 'Nothing was changed: a part of ${file} is in this database: run supabase/rollback/004_down.sql first.';`;

/** Stops where tables or views of somebody else have our names, and lists them. */
const taken = (of: string[]) => `
  select string_agg(n.name, ', ')
  into taken
  from unnest(array[
${arrayOf(publicNames("table|view", of), "    ")}
  ]) as n(name)
  where to_regclass('public.' || n.name) is not null;
  if taken is not null then
    raise exception 'Nothing was changed: these names of Daybook are taken in this database: %.', taken;
  end if;
`;

function guardOfNext(migration: Migration, before: Migration): string {
  const half = `  if ${migration.isBegun} then
    ${halfThere(migration)}
  end if;
`;
  return guardAfter(before.file, migration.file, [textOf(migration)], half);
}

/** Stops where the file before is missing, this one is there already, or the names of what it makes are taken. */
function guardAfter(before: string, file: string, made: string[], half = ""): string {
  const isNaming = publicNames("table|view", made).length > 0;
  return `-- Stops with one sentence, before anything is made, where this file cannot be applied.
do $$
${isNaming ? "declare\n  taken text;\n" : ""}begin
  if to_regclass('daybook.migrations') is null then
    raise exception 'Nothing was changed: ${before} has to be applied first.';
  end if;
  if not exists (select from daybook.migrations m where m.name = '${before}') then
    raise exception 'Nothing was changed: ${before} has to be applied first.';
  end if;
  if exists (select from daybook.migrations m where m.name = '${file}') then
    ${refuseAgain({ file })}
  end if;
${half}${isNaming ? taken(made) : ""}end;
$$;`;
}

/** The next migration: from the last release to what the sources make now. */
function buildUpgrade({ version }: Release, file: string, { parts, effects }: Upgrade): string {
  const made = parts.filter(({ sql }) => !sql.startsWith("drop ")).map(({ sql }) => sql);
  const head = [
    `-- From Daybook ${version} on: docs/upgrading.md. One transaction: all of it is there afterwards, or nothing is.`,
    "--",
    "-- Built from supabase/schemas by `npm run db:build`; change it there.",
    "--",
    "-- What it does",
    ...effects.map((line) => `--   ${line}`),
  ].join("\n");
  return `${[
    head,
    "begin;",
    "-- Everybody else would wait behind this for whoever holds a table: it gives up instead, and can be run again.\nset local lock_timeout = '10s';",
    guardAfter(releasedFiles.at(-1) ?? "", file, made),
    ...parts.flatMap(({ title, sql }) => [banner(title), sql]),
    recordOf(file),
    "commit;",
  ].join("\n\n")}\n`;
}

/** Statements that remove everything of Daybook, whatever of it is there; nobody else's object goes with it. */
function removal(): string {
  const signatures = found(
    /^alter (?:function|procedure)\s+daybook\.(\w+\([^)]*\)) set schema public;$/gm,
    everything,
  ).map((signature) => signature.replaceAll(" ", ""));
  const each = (statement: string, names: string[]) => `  foreach name in array array[
${arrayOf(names, "    ")}
  ] loop
    execute format('${statement}', name);
  end loop;`;
  return [
    each("drop view if exists daybook.%I", innerNames("view")),
    each("drop view if exists public.%I", publicNames("view", everything)),
    `  -- A table does not go before the functions that take or return rows of it.
  for signature in
    select distinct d.objid::regprocedure
    from pg_catalog.pg_depend d
    join pg_catalog.pg_proc p on p.oid = d.objid
    join pg_catalog.pg_type t on t.oid = d.refobjid
    join pg_catalog.pg_class c on t.oid in (c.reltype, (select r.typarray from pg_catalog.pg_type r where r.oid = c.reltype))
    where d.classid = 'pg_catalog.pg_proc'::regclass
      and d.refclassid = 'pg_catalog.pg_type'::regclass
      and p.pronamespace = to_regnamespace('daybook')
      and c.relkind in ('r', 'p')
  loop
    execute format('drop routine %s', signature);
  end loop;`,
    "  -- A partitioned table goes with its partitions.",
    each("drop table if exists public.%I", publicNames("table", everything).reverse()),
    "  -- By their arguments: a function of the same name that takes others is somebody else's.",
    `  for signature in
    select p.oid::regprocedure
    from pg_catalog.pg_proc p
    where p.pronamespace = to_regnamespace('daybook')
      or p.oid in (
        select to_regprocedure('public.' || f.signature)
        from unnest(array[
${arrayOf(signatures, "          ")}
        ]) as f(signature)
      )
  loop
    execute format('drop routine %s', signature);
  end loop;`,
    each("drop type if exists daybook.%I", innerNames("type").reverse()),
    each("drop table if exists daybook.%I", innerNames("table")),
    "  drop schema if exists daybook;",
  ].join("\n");
}

/** The file that takes Daybook back out of a database. */
function wayBack(files: string[]): string {
  return `-- Takes Daybook back out of a database: its tables, functions, views, nightly job and records. The old table
-- \`analytics_events\` stays, or comes back from its archive, with its rows and rights.
--
-- WHAT IS LOST: owners, groups and shares, and every event that only Daybook has. With the dual write on, the old table has
-- all events. Take a backup.
--
--   psql "$DATABASE_URL" --single-transaction --set ON_ERROR_STOP=1 --file supabase/rollback/004_down.sql
--
-- Safe to run twice. Afterwards \`npm run db:migrate\` applies the migrations again, and \`npm run legacy:import\` fills them. A
-- test compares what remains with what was there before.
--
-- Built from supabase/schemas by \`npm run db:build\`, which holds its text.

do $$
<<removal>>
declare
  name text;
  signature regprocedure;
begin
  if to_regprocedure('public.analytics_restore_legacy_events()') is not null then
    perform public.analytics_restore_legacy_events();
  end if;

  begin
    if to_regclass('cron.job') is not null then
      perform cron.unschedule('aggregate-analytics-daily');
    end if;
  exception when others then
    raise notice 'the job aggregate-analytics-daily was not scheduled: %', sqlerrm;
  end;

${removal()}

  -- What INGEST_LIMITS=postgres makes by itself.
  drop table if exists daybook_limits.rate_limits;
  drop schema if exists daybook_limits;

  if to_regclass('supabase_migrations.schema_migrations') is not null then
    foreach name in array array[
${arrayOf(files, "      ")}
    ] loop
      delete from supabase_migrations.schema_migrations m
      where ${isRecordOf("removal.name")};
    end loop;
  end if;
end;
$$;
`;
}

function guardOfFirst(migration: Migration): string {
  const kept = PEOPLE.map((name) => `'${name}'`).join(", ");
  return `-- Stops with one sentence, before anything is made, where this file cannot be applied. Where the tables of the numbers were
-- dropped, as the old documentation's way back does, what else is left of Daybook makes room: what people made (owners,
-- members, groups, shares) waits in temporary tables and comes back at the end.
do $$
declare
  is_done boolean := false;
  taken text;
  name text;
  signature regprocedure;
begin
  if to_regclass('daybook.migrations') is not null then
    is_done := exists (select from daybook.migrations m where m.name = '${migration.file}');
  end if;
  if is_done
    and not exists (
      select
      from unnest(array[${NUMBERS.map((name) => `'${name}'`).join(", ")}]) as n(name)
      where to_regclass('public.' || n.name) is not null
    )
  then
    if to_regclass('public.analytics_legacy_archives') is not null then
      execute 'select string_agg(a.name, '', '') from public.analytics_legacy_archives a' into taken;
      if taken is not null then
        raise exception 'Nothing was changed: an archived old table waits here: run supabase/rollback/004_down.sql, which brings it back.';
      end if;
    end if;
    raise notice 'The tables of events and numbers were dropped here: they are made again, empty. Owners, members, groups and shares stay.';
    foreach name in array array[${kept}] loop
      if to_regclass('public.' || name) is not null then
        execute format('create temporary table %I as select * from public.%I', 'kept_' || name, name);
      end if;
    end loop;
${removal().replace(/^(?=.)/gm, "  ")}
    is_done := false;
  end if;

  if is_done then
    ${refuseAgain(migration)}
  end if;
  if ${migration.isBegun} then
    ${halfThere(migration)}
  end if;

${taken([textOf(migration)])}end;
$$;`;
}

const recordOf = (file: string) => `-- Records that this file is applied.\n${markOf(file)};`;

/** The last statements: rows that were set aside come back, and the database records that this file is applied. */
function end({ file }: Migration, before: Migration | undefined): string[] {
  if (before) return [recordOf(file)];
  const comeBack = `-- The rows that were set aside while their tables were made again.
do $$
declare
  name text;
  columns text;
begin
  foreach name in array array[${PEOPLE.map((table) => `'${table}'`).join(", ")}] loop
    continue when to_regclass('pg_temp.kept_' || name) is null;
    select string_agg(quote_ident(a.attname), ', ')
    into columns
    from pg_catalog.pg_attribute a
    join pg_catalog.pg_attribute k on k.attrelid = to_regclass('pg_temp.kept_' || name) and k.attname = a.attname
    where a.attrelid = to_regclass('public.' || name) and a.attnum > 0 and not a.attisdropped and not k.attisdropped
      and a.attgenerated = '';
    execute format('insert into public.%I (%s) select %s from pg_temp.%I', name, columns, columns, 'kept_' || name);
    execute format('drop table pg_temp.%I', 'kept_' || name);
  end loop;
end;
$$;`;
  return [comeBack, recordOf(file)];
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

const BUILD = "run npm run db:build";

/** Writes what the sources make, or with `isCheck` compares. @returns what is wrong, a sentence each */
function buildAll(isCheck: boolean): string[] {
  const faults = sourcesWithoutMigration().map((source) => `${source} is in no migration of migrations.json`);
  const write = (path: string, built: string) => {
    if (!isCheck) writeFileSync(path, built);
    else if (!existsSync(path) || readFileSync(path, "utf8") !== built) {
      faults.push(`${basename(path)} is not what supabase/schemas makes: ${BUILD}`);
    }
  };
  if (!release) {
    for (const { file, sql } of fromSources()) write(join(MIGRATIONS, file), sql);
    write(WAY_BACK, wayBack(migrations.map(({ file }) => file)));
    return faults;
  }
  const { version } = release;
  for (const [file, hash] of Object.entries(release.migrations)) {
    if (hashOf(released(file)) === hash) continue;
    faults.push(
      `${file} was released with Daybook ${version} or before and is never changed again: take back what was done to it`,
    );
  }
  const byHand = join(ROOT, BY_HAND);
  const upgrade = upgradeSince(
    release,
    migrations.flatMap(sourcesOf),
    releasedFiles.map(released),
    existsSync(byHand) ? readFileSync(byHand, "utf8") : "",
  );
  const file = upgradeFile(release);
  if (upgrade) {
    faults.push(...upgrade.faults);
    if (upgrade.faults.length === 0) write(join(MIGRATIONS, file), buildUpgrade(release, file, upgrade));
  }
  for (const other of readdirSync(MIGRATIONS).filter((name) => name.endsWith(".sql"))) {
    if (other in release.migrations || (upgrade && other === file)) continue;
    if (!isCheck && other === file) rmSync(join(MIGRATIONS, other));
    else faults.push(`${other} was not released, and nothing has changed that it would be made of: ${BUILD}`);
  }
  write(WAY_BACK, wayBack([...releasedFiles, ...(upgrade ? [file] : [])]));
  return faults;
}

/**
 * Makes what is there a release: its migrations are never changed again. Writes their hashes and those of the sources, sets the
 * version of the package, and dates the release in the changelog. @returns why not, a sentence each
 */
function makeRelease(version: string): string[] {
  const packageFile = join(ROOT, "package.json");
  const before = JSON.parse(readFileSync(packageFile, "utf8")).version as string;
  const changelog = readFileSync(join(ROOT, "CHANGELOG.md"), "utf8");
  const heading = `## ${version}`;
  if (!/^\d+\.\d+\.\d+$/.test(version)) return [`${version} is no version such as 1.0.0`];
  if (!isAfter(version, before)) return [`${version} does not come after ${before}, which package.json has`];
  if (!changelog.split("\n").includes(heading)) return [`CHANGELOG.md has no line "${heading}"`];
  const faults = buildAll(true);
  if (faults.length > 0) return faults;

  const files = readdirSync(MIGRATIONS).filter((name) => name.endsWith(".sql"));
  const content: Release = {
    version,
    migrations: Object.fromEntries(files.sort().map((file) => [file, hashOf(released(file))])),
    sources: Object.fromEntries(
      migrations.flatMap(sourcesOf).map((source) => [basename(source.name), hashOfSource(source)]),
    ),
  };
  writeFileSync(RELEASED, `${JSON.stringify(content, null, 2)}\n`);
  // What was done by hand stands in a released file now.
  rmSync(join(ROOT, BY_HAND), { force: true });
  for (const [file, times] of [
    [packageFile, 1],
    [join(ROOT, "package-lock.json"), 2],
  ] as const) {
    let text = readFileSync(file, "utf8");
    for (let time = 0; time < times; time++) {
      text = text.replace(`"version": "${before}"`, `"version": "${version}"`);
    }
    writeFileSync(file, text);
  }
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(join(ROOT, "CHANGELOG.md"), changelog.replace(heading, `${heading} (${today})`));
  console.log(
    `Daybook ${version}: ${files.join(", ")} are never changed again. Commit this, and tag it v${version}.`,
  );
  return [];
}

function isAfter(version: string, before: string): boolean {
  return version.localeCompare(before, "en", { numeric: true }) > 0;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { check: { type: "boolean" }, release: { type: "string" } } });
  const faults = values.release ? makeRelease(values.release) : buildAll(values.check === true);
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
