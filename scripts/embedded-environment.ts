import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { readSettings, type Settings } from "#lib/http/environment.ts";

/**
 * The settings of an operator's command. Where they name no database, they lead to the embedded Supabase and the app that
 * `npm start` runs, if it has ever run here.
 * @throws Error in one sentence that names every setting that is wrong.
 */
export function operatorSettings(): Settings {
  const settings = readSettings();
  const keys = join(settings.dataFolder, "keys.env");
  if (settings.databaseUrl || settings.supabaseUrl || !existsSync(keys)) return settings;
  const { SUPABASE_PUBLISHABLE_KEY, SUPABASE_SECRET_KEY, CRON_SECRET } = parseEnv(readFileSync(keys, "utf8"));
  return {
    ...settings,
    supabaseUrl: `http://127.0.0.1:${settings.supabasePort}`,
    publishableKey: SUPABASE_PUBLISHABLE_KEY,
    secretKey: SUPABASE_SECRET_KEY,
    cronSecret: settings.cronSecret ?? CRON_SECRET,
    daybookUrl: settings.daybookUrl ?? `http://localhost:${settings.port ?? 3000}`,
  };
}
