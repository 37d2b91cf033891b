import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { FakeDatabase } from "#tests/ingest/support/fake-database.ts";

/** The real server over real HTTP, on a database that does as it is told. Once per test file: its state is the process's. */
export async function startServer(env: Record<string, string> = {}): Promise<{
  url: string;
  database: FakeDatabase;
  stop: () => Promise<void>;
}> {
  const database = new FakeDatabase();
  Object.assign(process.env, {
    SUPABASE_URL: await database.start(),
    SUPABASE_PUBLISHABLE_KEY: "sb_publishable_test",
    SUPABASE_SECRET_KEY: "sb_secret_test",
    INGEST_CLIENT_RATE: "off",
    INGEST_PACE_MS: "0",
    ...env,
  });
  const { standaloneServer } = await import("#lib/operations/standalone-server.ts");
  const server = standaloneServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    database,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      database.stop();
    },
  };
}

/** `startServer` for all tests of a file; before each the database has recorded nothing and does as it should. */
export function serverOfFile(): { readonly url: string; readonly database: FakeDatabase } {
  let running: Awaited<ReturnType<typeof startServer>>;
  beforeAll(async () => {
    running = await startServer();
  });
  afterAll(() => running.stop());
  beforeEach(() => {
    running.database.flushes = [];
    running.database.calls = [];
    running.database.intercept = () => undefined;
  });
  return {
    get url() {
      return running.url;
    },
    get database() {
      return running.database;
    },
  };
}
