import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * Where the environment names no database, points it at the embedded Supabase and the app that `npm start` runs, if it
 * has ever run here. PORT, SUPABASE_PORT and DAYBOOK_DATA as for `npm start`.
 */
export function pointAtEmbedded(environment: NodeJS.ProcessEnv = process.env): void {
  const { DATABASE_URL, SUPABASE_URL, NEXT_PUBLIC_SUPABASE_URL } = environment;
  const keys = join(environment.DAYBOOK_DATA ?? ".daybook", "keys.env");
  if (DATABASE_URL || SUPABASE_URL || NEXT_PUBLIC_SUPABASE_URL || !existsSync(keys)) return;
  process.loadEnvFile(keys);
  environment.SUPABASE_URL = `http://127.0.0.1:${environment.SUPABASE_PORT ?? 54321}`;
  environment.DAYBOOK_URL ??= `http://localhost:${environment.PORT ?? 3000}`;
}
