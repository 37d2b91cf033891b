import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { environmentWith } from "#lib/http/environment.ts";

const SOURCES = [
  "app",
  "components",
  "docs/tracker.md",
  "lib",
  "instrumentation.ts",
  "next.config.js",
  "package-lock.json",
  "postcss.config.js",
  "proxy.ts",
  "public/landing",
  "scripts/build-tracker.ts",
  "scripts/complete-standalone.ts",
  "tsconfig.json",
];

/** What the build prints when a part of it begins, and what that part is to whoever waits for it. */
const PARTS: readonly [RegExp, string][] = [
  [/^public\/tracker\.js: /, "Compiling the pages: the longest part"],
  [/Compiled successfully/, "Checking the types"],
  [/Collecting page data/, "Looking at every page"],
  [/Generating static pages.*\(0\//, "Drawing the pages that are the same for everybody"],
];

/**
 * Makes the production build unless there is one that is newer than everything it is made from, and says what it is doing
 * meanwhile. In development only the tracker is built: Next compiles the rest as it is asked for.
 * @throws Error with what the build printed.
 */
export async function buildIfStale(root: string, options: { dev: boolean }): Promise<void> {
  const result = join(root, options.dev ? "public/tracker.js" : ".next/standalone/server.js");
  const builtAt = statSync(result, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (SOURCES.every((source) => newestChange(join(root, source)) < builtAt)) return;
  const say = options.dev ? () => {} : sayer();
  say("Building Daybook: once, and after changes of its code");
  const build = spawn("npm", ["run", options.dev ? "build:tracker" : "build", "--silent"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: environmentWith({ NEXT_TELEMETRY_DISABLED: "1" }),
  });
  const printed: string[] = [];
  build.stderr.on("data", (text) => printed.push(String(text)));
  createInterface(build.stdout).on("line", (line) => {
    printed.push(`${line}\n`);
    const part = PARTS.find(([begins]) => begins.test(line));
    if (part) say(`  ${part[1]}`);
  });
  const [code] = await once(build, "close");
  if (code !== 0) throw new Error(`The build failed:\n${printed.join("")}`);
}

/** Prints what begins, with the seconds since the first was printed. */
function sayer(): (text: string) => void {
  const started = performance.now();
  return (text) => {
    const seconds = Math.round((performance.now() - started) / 1000);
    console.log(seconds > 0 ? `${text} (${seconds} s)` : text);
  };
}

/** When a file, or anything in a folder, last changed; 0 when it does not exist. */
function newestChange(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}
