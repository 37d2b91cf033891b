import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { generateApiKey } from "@supabase/lite";

/** The secrets of one embedded Supabase, each of its own kind and good for nothing else. */
export type LocalKeys = {
  SUPABASE_PUBLISHABLE_KEY: string;
  SUPABASE_SECRET_KEY: string;
  SUPABASE_JWT_SECRET: string;
  CRON_SECRET: string;
  /** The demo owner's: a known one would let in whoever gets at the port. */
  DEMO_PASSWORD: string;
};

/**
 * Makes the data folder, readable by nobody else on this machine, and closes one that was made before. A folder that
 * holds other things keeps its rights: what Daybook puts into it is closed by itself.
 */
export function makeDataFolder(folder: string): void {
  const isNew = mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
  const isOurs = isNew || existsSync(join(folder, "keys.env")) || readdirSync(folder).length === 0;
  if (isOurs) chmodSync(folder, 0o700);
}

/**
 * Reads the keys from `keys.env` in the data folder, making them on the first start. Only its owner can read that file.
 * @throws Error when the file exists but lacks a key.
 */
export async function localKeys(dataFolder: string): Promise<LocalKeys> {
  const file = join(dataFolder, "keys.env");
  if (!existsSync(file)) {
    makeDataFolder(dataFolder);
    const keys: LocalKeys = {
      SUPABASE_PUBLISHABLE_KEY: (await generateApiKey("publishable")).key,
      SUPABASE_SECRET_KEY: (await generateApiKey("secret")).key,
      SUPABASE_JWT_SECRET: randomBytes(32).toString("base64url"),
      CRON_SECRET: randomBytes(32).toString("base64url"),
      DEMO_PASSWORD: randomBytes(12).toString("base64url"),
    };
    const lines = Object.entries(keys).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(file, lines.join(""), { mode: 0o600 });
    return keys;
  }
  const found = parseEnv(readFileSync(file, "utf8"));
  const key = (name: keyof LocalKeys) => {
    const value = found[name];
    if (!value) throw new Error(`${file} lacks ${name}: move the data folder away to start anew.`);
    return value;
  };
  return {
    SUPABASE_PUBLISHABLE_KEY: key("SUPABASE_PUBLISHABLE_KEY"),
    SUPABASE_SECRET_KEY: key("SUPABASE_SECRET_KEY"),
    SUPABASE_JWT_SECRET: key("SUPABASE_JWT_SECRET"),
    CRON_SECRET: key("CRON_SECRET"),
    DEMO_PASSWORD: key("DEMO_PASSWORD"),
  };
}
