/** What a database says of Daybook's migrations and of its own history: read by `db:migrate` and `db:add`. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

const MIGRATIONS = join(import.meta.dirname, "../supabase/migrations");

/** A migration of Daybook: `004_analytics_scalable_schema.sql` has version `004` and title `analytics_scalable_schema`. */
export type DaybookMigration = { file: string; version: string; title: string; sql: string };

/** An entry of `supabase_migrations.schema_migrations`, the record of the Supabase CLI. */
export type Recorded = { version: string; name: string | null };

export type Installed = {
  /** Files of Daybook that are wholly in this database, whichever way they came. */
  files: string[];
  /** True where something of Daybook is there that no file has finished. */
  isHalf: boolean;
  /** Records of Daybook's files, by file, under whatever version. */
  records: Map<string, Recorded>;
  /** Records of somebody else's migrations. */
  foreign: Recorded[];
};

/** Daybook's migrations in their order. */
export function daybookMigrations(): DaybookMigration[] {
  return readdirSync(MIGRATIONS)
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((file) => {
      const [, version = "", title = ""] = /^(\d+)_(.+)\.sql$/.exec(file) ?? [];
      return { file, version, title, sql: readFileSync(join(MIGRATIONS, file), "utf8") };
    });
}

/** Which migration of Daybook a file or record name means, whatever version stands before it. */
export function migrationNamed(name: string): DaybookMigration | undefined {
  const [, title] = /^(?:\d+_)*(.+?)(?:\.sql)?$/.exec(name) ?? [];
  return daybookMigrations().find((migration) => migration.title === title);
}

/** @throws Error in one sentence when the database cannot be reached. */
export async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  try {
    await client.connect();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : cause;
    throw new Error(`The database cannot be reached: ${reason}.`, { cause });
  }
  return client;
}

export async function readInstalled(client: pg.Client): Promise<Installed> {
  const rows = async <Row extends pg.QueryResultRow>(sql: string) => (await client.query<Row>(sql)).rows;
  const [there] = await rows<{ schema: boolean; marks: boolean; history: boolean }>(`
    select
      to_regnamespace('daybook') is not null as schema,
      to_regclass('daybook.migrations') is not null as marks,
      to_regclass('supabase_migrations.schema_migrations') is not null as history`);
  const files = there?.marks
    ? (await rows<{ name: string }>("select name from daybook.migrations order by name")).map(
        ({ name }) => name,
      )
    : [];
  const history = there?.history
    ? await rows<Recorded>("select version, name from supabase_migrations.schema_migrations order by version")
    : [];
  const records = new Map<string, Recorded>();
  const foreign: Recorded[] = [];
  for (const entry of history) {
    const migration = migrationNamed(entry.name ?? "");
    if (migration) records.set(migration.file, entry);
    else foreign.push(entry);
  }
  return { files, isHalf: there?.schema === true && files.length === 0, records, foreign };
}

/** Adds a record, as the Supabase CLI does when it has applied a file. */
export async function record(client: pg.Client, version: string, name: string): Promise<void> {
  await client.query("create schema if not exists supabase_migrations");
  await client.query(`
    create table if not exists supabase_migrations.schema_migrations (
      version text not null primary key,
      statements text[],
      name text
    )`);
  await client.query(
    "insert into supabase_migrations.schema_migrations (version, name) values ($1, $2) on conflict do nothing",
    [version, name],
  );
}

/** Takes a record of ours out again: of a file that is not in the database. */
export async function forget(client: pg.Client, { version, name }: Recorded): Promise<void> {
  await client.query("delete from supabase_migrations.schema_migrations where version = $1 and name = $2", [
    version,
    name,
  ]);
}

/** `003_save_group`, as the Supabase CLI lists it. */
export const titleOf = ({ version, name }: Recorded) => (name ? `${version}_${name}` : version);
