import { PGlite } from "@electric-sql/pglite";
import { type Catalog, catalog } from "#lib/operations/doctor/catalogue.ts";
import { migrate } from "#supabase/local/migrate.ts";

/** What the migrations of this checkout make, found out by applying them to an empty database in memory. */
export async function expectedCatalog(): Promise<Catalog> {
  const database = await PGlite.create();
  try {
    await migrate({
      run: async (sql) => void (await database.exec(sql)),
      rows: async <Row>(sql: string) => (await database.query<Row>(sql)).rows,
    });
    const { rows } = await database.query<{ found: unknown }>("select analytics_doctor() as found");
    return catalog.parse(rows[0]?.found);
  } finally {
    await database.close();
  }
}
