/** What a database says of Daybook's migrations and of its own history: read by `db:migrate` and `db:add`. */
import type pg from "pg";
import { HISTORY, migrations } from "#supabase/local/migrate.ts";

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

/** The statement by which a migration says that it is whole, and by which it is known under any name. */
export const markOf = (file: string) => `insert into daybook.migrations (name) values ('${file}')`;

/**
 * Whether a file, by its whole name and its text, is one of Daybook's. A title of ours alone tells nothing: a host may have
 * a migration of the same title.
 */
export const isFile = (ours: string, name: string, text: string) =>
  `_${name}`.endsWith(`_${ours}`) || text.includes(markOf(ours));

/** The same as an SQL condition on a record `m` of the Supabase CLI, which keeps the statements, and a file's name. */
export const isRecordOf = (file: string) =>
  `right('_' || m.version || '_' || m.name || '.sql', length(${file}) + 1) = '_' || ${file}
        or exists (
          select from unnest(m.statements) as s(text)
          where strpos(s.text, format('${markOf("%s").replaceAll("'", "''")}', ${file})) > 0
        )`;

export async function readInstalled(client: pg.Client): Promise<Installed> {
  const rows = async <Row extends pg.QueryResultRow>(sql: string, values?: unknown[]) =>
    (await client.query<Row>(sql, values)).rows;
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
  const ours = migrations().map(({ file }) => file);
  const history = there?.history
    ? await rows<Recorded & { file: string | null }>(
        `select m.version, m.name, (select f.file from unnest($1::text[]) as f(file) where ${isRecordOf("f.file")}) as file
         from supabase_migrations.schema_migrations m order by m.version`,
        [ours],
      )
    : [];
  const records = new Map<string, Recorded>();
  const foreign: Recorded[] = [];
  for (const { file, ...entry } of history) {
    if (file) records.set(file, entry);
    else foreign.push(entry);
  }
  return { files, isHalf: there?.schema === true && files.length === 0, records, foreign };
}

/** Adds a record, as the Supabase CLI does when it has applied a file. */
export async function record(client: pg.Client, version: string, name: string): Promise<void> {
  await client.query(HISTORY);
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
