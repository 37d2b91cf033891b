import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { environmentWith } from "#lib/http/environment.ts";

const SOURCES = [
  "app",
  "components",
  "lib",
  "instrumentation.ts",
  "next.config.js",
  "package-lock.json",
  "postcss.config.js",
  "proxy.ts",
  "scripts/build-tracker.ts",
  "tsconfig.json",
];

/**
 * Makes the production build unless there is one that is newer than everything it is made from. In development only the
 * tracker is built: Next compiles the rest as it is asked for.
 * @throws Error with what the build printed.
 */
export async function buildIfStale(root: string, options: { dev: boolean }): Promise<void> {
  const result = join(root, options.dev ? "public/tracker.js" : ".next/BUILD_ID");
  const builtAt = statSync(result, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (SOURCES.every((source) => newestChange(join(root, source)) < builtAt)) return;
  if (!options.dev) console.log("Building Daybook (about half a minute)");
  const build = spawnSync("npm", ["run", options.dev ? "build:tracker" : "build", "--silent"], {
    cwd: root,
    encoding: "utf8",
    env: environmentWith({ NEXT_TELEMETRY_DISABLED: "1" }),
  });
  if (build.status !== 0) throw new Error(`The build failed:\n${build.stdout}${build.stderr}`);
}

/** When a file, or anything in a folder, last changed; 0 when it does not exist. */
function newestChange(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}
