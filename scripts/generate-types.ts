/**
 * `npm run db:types`: writes what is generated from the migrations: lib/supabase/database.types.ts, with the Supabase CLI,
 * and the catalogue that `npm run doctor` expects.
 */
import { writeFileSync } from "node:fs";
import { databaseCatalogue, databaseTypes } from "#scripts/database-types.ts";
import { startNativePostgres } from "#supabase/local/native-postgres.ts";

const lib = new URL("../lib/", import.meta.url);
const server = await startNativePostgres();
try {
  const catalogue = await databaseCatalogue(server.url);
  writeFileSync(new URL("operations/doctor/expected-catalogue.json", lib), catalogue);
  writeFileSync(new URL("supabase/database.types.ts", lib), await databaseTypes(server.url));
} finally {
  await server.stop();
}
