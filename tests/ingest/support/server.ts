import { afterAll, beforeAll, beforeEach } from "vitest";
import { FakeDatabase } from "#tests/ingest/support/fake-database.ts";
import { startStandalone } from "#tests/ingest/support/standalone.ts";

/** The real server over real HTTP, on a database that does as it is told. Once per test file: its state is the process's. */
export async function startServer(env: Record<string, string> = {}): Promise<{
  url: string;
  database: FakeDatabase;
  stop: () => Promise<void>;
}> {
  const database = new FakeDatabase();
  const server = await startStandalone({
    SUPABASE_URL: await database.start(),
    SUPABASE_PUBLISHABLE_KEY: "sb_publishable_test",
    SUPABASE_SECRET_KEY: "sb_secret_test",
    ...env,
  });
  return {
    url: server.url,
    database,
    stop: async () => {
      await server.stop();
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
