import type { TestProject } from "vitest/node";
import { startNativePostgres } from "#supabase/local/native-postgres.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A native PostgreSQL whose database `daybook` is the template of the tests' own databases. */
    nativeUrl: string;
  }
}

/** One native PostgreSQL for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startNativePostgres(["-c", "fsync=off"]);
  project.provide("nativeUrl", server.url);
  return server.stop;
}
