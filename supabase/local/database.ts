import { chmodSync, mkdirSync } from "node:fs";
import type { Connection } from "@supabase/lite";
import { createPgliteConnection } from "@supabase/lite/pglite";
import { createPostgresConnection } from "@supabase/lite/postgres";

/** Where the embedded Supabase keeps its rows: PGlite in a folder, or any Postgres by its URL. */
export type DatabasePlace = { folder: string } | { url: string };

/** A database as the migrations need it, and the connection that the API uses. */
export type LocalDatabase = {
  connection: Connection;
  /** Runs any number of statements; notices go nowhere. */
  run(sql: string): Promise<void>;
  rows<Row>(sql: string): Promise<Row[]>;
  close(): Promise<void>;
};

/** Opens the database. @throws Error in one sentence when the folder or the server cannot be used. */
export async function openDatabase(place: DatabasePlace): Promise<LocalDatabase> {
  return "folder" in place ? openPglite(place.folder) : openPostgres(place.url);
}

async function openPglite(folder: string): Promise<LocalDatabase> {
  try {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o700);
    const connection = await createPgliteConnection({ url: folder });
    await connection.driver.waitReady;
    return {
      connection,
      run: async (sql) => void (await connection.driver.exec(sql)),
      rows: async <Row>(sql: string) => (await connection.driver.query<Row>(sql)).rows,
      close: () => connection.close(),
    };
  } catch (cause) {
    throw new Error(
      `The data folder ${folder} cannot be used (${reason(cause)}): move it away to start with an empty one.`,
      { cause },
    );
  }
}

async function openPostgres(url: string): Promise<LocalDatabase> {
  const connection = await createPostgresConnection({
    url,
    postgresOptions: {
      max: 10,
      onnotice: () => {},
      types: {
        // The API hands jsonb arguments over as text already; the driver would encode them a second time.
        jsonb: { to: 3802, from: [3802], serialize: asJson, parse: JSON.parse },
      },
    },
  });
  return {
    connection,
    run: async (sql) => void (await connection.driver.unsafe(sql).simple()),
    rows: async <Row>(sql: string) => (await connection.driver.unsafe(sql)) as unknown as Row[],
    close: () => connection.close(),
  };
}

const asJson = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

const reason = (cause: unknown) => (cause instanceof Error ? cause.message.split("\n")[0] : String(cause));
