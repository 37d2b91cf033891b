import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrateNative } from "#supabase/local/native-postgres.ts";
import { startHostedServer } from "#tests/support/hosted/hosted-postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A PostgreSQL whose database `daybook` is the template of the tests' own databases. */
    nativeUrl: string;
    /** Which PostgreSQL that is. */
    nativeEngine: string;
  }
}

/**
 * One PostgreSQL for the whole run, with the roles, limits and default privileges of a hosted project. The migrations are
 * applied by `postgres`, who is no superuser there, and the tests' statements run as `postgres` too.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startHostedServer(project.getProvidedContext().nativeEngine);
  const admin = new pg.Client(server.url);
  await admin.connect();
  // What tests measure and clean up with; nothing of Daybook sets them.
  await admin.query("grant set on parameter track_functions, session_replication_role to postgres");
  // Whoever a test calls as has no session; those that are about sessions make the table again.
  await admin.query("drop table auth.sessions; grant create on schema auth to postgres");
  await admin.end();
  const url = new URL(server.url);
  url.username = "postgres";
  await migrateNative(url.href);
  project.provide("nativeUrl", url.href);
  return server.stop;
}
