import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import type { TestProject } from "vitest/node";
import { migrate } from "#supabase/local/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A file with the data folder of a migrated PGlite, which the tests' own databases are loaded from. */
    pgliteDump: string;
  }
}

/** Applies the migrations once for all test files: an empty PGlite takes seconds to be made, a loaded one does not. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const database = await PGlite.create();
  await migrate({
    run: async (sql) => void (await database.exec(sql)),
    rows: async <Row>(sql: string) => (await database.query<Row>(sql)).rows,
  });
  // Half of all files would be those of two databases that nobody enters.
  for (const name of ["template0", "template1"]) {
    await database.exec(`alter database ${name} is_template false`);
    await database.exec(`drop database ${name}`);
  }
  const dump = await database.dumpDataDir("none");
  await database.close();
  const folder = await mkdtemp(join(tmpdir(), "daybook-pglite-"));
  const file = join(folder, "migrated.tar");
  await writeFile(file, Buffer.from(await dump.arrayBuffer()));
  project.provide("pgliteDump", file);
  return () => rm(folder, { recursive: true, force: true });
}
