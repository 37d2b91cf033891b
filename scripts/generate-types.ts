/** `npm run db:types`: writes lib/supabase/database.types.ts from the migrations, with the Supabase CLI. */
import { writeFileSync } from "node:fs";
import { startNativePostgres } from "#supabase/local/native-postgres.ts";
import { databaseTypes } from "./database-types.ts";

const server = await startNativePostgres();
try {
  writeFileSync(
    new URL("../lib/supabase/database.types.ts", import.meta.url),
    await databaseTypes(server.url),
  );
} finally {
  await server.stop();
}
