/** The processes that the ingest benchmark measures, each of its own, as in production. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { freePort } from "#supabase/local/free-port.ts";
import { startLocalSupabase } from "#supabase/local/server.ts";

const KEYS = {
  SUPABASE_PUBLISHABLE_KEY: "sb_publishable_bench",
  SUPABASE_SECRET_KEY: "sb_secret_bench",
};

/** The app as a production build makes it. */
export const NEXT_SERVER = ".next/standalone/server.js";

export type Part = { url: string; pid: number; stop: () => Promise<void> };

/** The environment in which supabase-js reaches the benchmark's API. */
export const benchEnv = (apiUrl: string) => ({
  ...KEYS,
  SUPABASE_URL: apiUrl,
  INGEST_CLIENT_RATE: "off",
  INGEST_OWNER_RATE: "off",
});

/** The embedded Supabase's API on a native PostgreSQL. */
export async function startApi(databaseUrl: string): Promise<Part> {
  const port = await freePort();
  const child = start(process.execPath, [import.meta.filename, databaseUrl, String(port)], {});
  await lineWith(child, "ready");
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, stop: () => stop(child) };
}

/** `npm run ingest-server`, with its default pace unless it is told otherwise. */
export async function startStandalone(apiUrl: string, settings: Record<string, string>): Promise<Part> {
  const port = await freePort();
  const env = { ...benchEnv(apiUrl), ...settings, HOST: "127.0.0.1", PORT: String(port) };
  const child = start(process.execPath, ["scripts/ingest-server.ts"], env);
  await lineWith(child, "listening");
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, stop: () => stop(child) };
}

/** The route handler in a production build; null where there is none. */
export async function startNext(apiUrl: string, settings: Record<string, string>): Promise<Part | null> {
  if (!existsSync(NEXT_SERVER)) return null;
  const port = await freePort();
  const env = { ...benchEnv(apiUrl), ...settings, HOSTNAME: "127.0.0.1", PORT: String(port) };
  const child = start(process.execPath, [NEXT_SERVER], env);
  await lineWith(child, "Ready in");
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, stop: () => stop(child) };
}

function start(command: string, args: string[], env: Record<string, string>): ChildProcess {
  return spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function lineWith(child: ChildProcess, text: string): Promise<void> {
  if (!child.stdout) throw new Error("The process has no output.");
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes(text)) {
      child.stdout.resume();
      return;
    }
  }
  throw new Error(`The process ended before it said "${text}".`);
}

async function stop(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await exit;
  clearTimeout(timer);
}

// Run by itself this file is the API's process.
const [databaseUrl, port] = process.argv.slice(2);
if (process.argv[1] === import.meta.filename && databaseUrl) {
  await startLocalSupabase({
    place: { url: databaseUrl },
    keys: { ...KEYS, SUPABASE_JWT_SECRET: "bench".repeat(8), CRON_SECRET: "bench", DEMO_PASSWORD: "bench" },
    port: Number(port),
    siteUrl: "http://localhost:3000",
  });
  console.log("ready");
}
