import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { inject } from "vitest";

/** A migrated database of a test's own; statements run as `postgres` unless the SQL changes the role: no superuser on a server. */
export type TestDatabase = {
  engine: Engine;
  /** Runs one statement with parameters. Dates come as `YYYY-MM-DD`, bigints as numbers. */
  rows<Row = Record<string, unknown>>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** Runs any number of statements without parameters. */
  run(sql: string): Promise<void>;
  /**
   * Begins a statement that never gets to its end: its backend is killed after so many milliseconds, if it has not
   * committed by then. On PGlite, which is one process, its transaction is rolled back.
   */
  cutOff(sql: string, parameters: unknown[], afterMs: number): Promise<void>;
  notices: string[];
  close(): Promise<void>;
};

export type Engine = "PGlite" | "PostgreSQL";

declare module "vitest" {
  interface ProvidedContext {
    engines: Engine[];
  }
}

/** What the running project of vitest.config.ts proves its tests on. */
export const ENGINES: readonly Engine[] = inject("engines");

/**
 * How many of so many cases of one kind, random or not, an engine goes through. PGlite takes several times longer for each
 * than a server, so it takes an eighth: enough for every statement to have run there. Each night takes them all.
 */
export const casesOn = (engine: Engine, cases: number): number =>
  engine === "PGlite" && !process.env.EVERYTHING ? Math.ceil(cases / 8) : cases;

/** Opens an empty migrated database. */
export function openTestDatabase(engine: Engine): Promise<TestDatabase> {
  return engine === "PGlite" ? openPglite() : openNative();
}

const DATE = 1082;
const INT8 = 20;
const NUMERIC = 1700;

async function openPglite(): Promise<TestDatabase> {
  const notices: string[] = [];
  const database = await PGlite.create({
    loadDataDir: new Blob([readFileSync(inject("pgliteDump"))]),
    parsers: { [DATE]: (text: string) => text, [INT8]: Number, [NUMERIC]: Number },
  });
  const run = async (sql: string) =>
    void (await database.exec(sql, { onNotice: (notice) => notices.push(notice.message ?? "") }));
  const rows = async <Row>(sql: string, parameters?: unknown[]) =>
    (await database.query<Row>(sql, parameters, { onNotice: (n) => notices.push(n.message ?? "") })).rows;
  const cutOff = async (sql: string, parameters: unknown[]) =>
    void (await database.transaction(async (transaction) => {
      await transaction.query(sql, parameters);
      await transaction.rollback();
    }));
  return { engine: "PGlite", rows, run, cutOff, notices, close: () => database.close() };
}

let databasesMade = 0;

async function openNative(): Promise<TestDatabase> {
  const template = inject("nativeUrl");
  const name = `test_${process.pid}_${++databasesMade}`;
  const admin = new pg.Client(template.replace(/daybook$/, "postgres"));
  await admin.connect();
  await admin.query(`create database ${name} template daybook`);
  const database = await openDatabaseAt(template.replace(/daybook$/, name));
  return {
    ...database,
    close: async () => {
      await database.close();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}

/** Opens a migrated database that a test has made by itself, on a server of its own. */
export async function openDatabaseAt(url: string): Promise<TestDatabase> {
  const notices: string[] = [];
  const client = await connect(url);
  client.on("notice", (notice) => notices.push(notice.message ?? ""));
  return {
    engine: "PostgreSQL",
    rows: async <Row>(sql: string, parameters?: unknown[]) =>
      (await client.query(sql, parameters)).rows as Row[],
    run: async (sql) => void (await client.query(sql)),
    cutOff: async (sql, parameters, afterMs) => {
      const doomed = await connect(url);
      doomed.on("error", () => {});
      const [{ pid }] = (await doomed.query("select pg_backend_pid() as pid")).rows;
      const statement = doomed.query(sql, parameters).catch(() => {});
      await wait(afterMs);
      await client.query("select pg_terminate_backend($1)", [pid]);
      await statement;
    },
    notices,
    close: () => client.end(),
  };
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    types: {
      getTypeParser: ((oid: number, format?: "text" | "binary") => {
        if (oid === DATE) return (text: string) => text;
        if (oid === INT8 || oid === NUMERIC) return Number;
        return pg.types.getTypeParser(oid, format);
      }) as typeof pg.types.getTypeParser,
    },
  });
  await client.connect();
  return client;
}
