/** `npm run db:types`: writes lib/supabase/database.types.ts from the migrations, with the Supabase CLI. */
import { writeFileSync } from "node:fs";
import { databaseTypes } from "#tests/support/database-types.ts";
import { startNativePostgres } from "#tests/support/native-postgres.ts";

const server = await startNativePostgres();
try {
  writeFileSync(
    new URL("../lib/supabase/database.types.ts", import.meta.url),
    await databaseTypes(server.url),
  );
} finally {
  await server.stop();
}
