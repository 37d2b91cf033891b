import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** An SQL file of ours: its path within the repository, and its text. */
export interface SqlFile {
  path: string;
  text: string;
}

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const SOURCES = "supabase/schemas";

/** Every source of the schema, in the order of their paths. The migrations are built from them and say the same. */
export function sqlFiles(): SqlFile[] {
  return readdirSync(ROOT + SOURCES, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => ({
      path: `${SOURCES}/${name}`,
      text: readFileSync(`${ROOT}${SOURCES}/${name}`, "utf8"),
    }));
}
