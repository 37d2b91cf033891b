import { mkdirSync, openSync } from "node:fs";
import { join } from "node:path";

/** Opens the log of the embedded Supabase for writing at its end, and returns the file descriptor. */
export function openLog(dataFolder: string): number {
  mkdirSync(dataFolder, { recursive: true });
  return openSync(join(dataFolder, "supabase.log"), "a");
}
