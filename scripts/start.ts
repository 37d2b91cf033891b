/**
 * `npm start` and `npm run dev`: Daybook on http://localhost:3000, and where no `SUPABASE_URL` is given, the embedded
 * Supabase beside it. Ctrl-C stops every process started here.
 *
 * PORT (3000), SUPABASE_PORT (54321) and DAYBOOK_DATA (.daybook) move what they name.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, openSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import nextEnv from "@next/env";
import { buildIfStale } from "#scripts/build-if-stale.ts";
import { localKeys } from "#supabase/local/keys.ts";
import type { LocalMessage } from "#supabase/local/process.ts";

const { values: options } = parseArgs({ options: { dev: { type: "boolean", default: false } } });
const root = new URL("..", import.meta.url).pathname;
nextEnv.loadEnvConfig(root, options.dev, { info: () => {}, error: console.error });

const port = Number(process.env.PORT ?? 3000);
const supabasePort = Number(process.env.SUPABASE_PORT ?? 54321);
const dataFolder = process.env.DAYBOOK_DATA ?? ".daybook";
const siteUrl = `http://localhost:${port}`;
const children: ChildProcess[] = [];
let stopping = false;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));

try {
  await claimPort(port);
  await buildIfStale(root, { dev: options.dev });
  const isEmbedded = !(process.env.SUPABASE_URL ?? process.env.NEXT_PUBLIC_SUPABASE_URL);
  const local = isEmbedded ? await startSupabase() : undefined;
  await startApp(local?.environment ?? {}, isEmbedded);
  announce(local?.signIn ?? null);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  await stop(1);
}

/** Starts the embedded Supabase and resolves when it answers, with the environment that leads the app to it. */
async function startSupabase() {
  console.log("Starting the embedded Supabase");
  const log = openLog(dataFolder);
  const child = spawn(
    process.execPath,
    ["supabase/local/process.ts", dataFolder, String(supabasePort), siteUrl],
    { cwd: root, stdio: ["ignore", log, log, "ipc"] },
  );
  children.push(child);
  const ready = await new Promise<Extract<LocalMessage, { kind: "ready" }>>((resolve, reject) => {
    child.on("message", (message: LocalMessage) => {
      if (message.kind === "progress") console.log(`  ${message.text}`);
      if (message.kind === "ready") resolve(message);
      if (message.kind === "failed") reject(new Error(message.reason));
    });
    child.once("exit", () =>
      reject(new Error(`The embedded Supabase stopped: see ${dataFolder}/supabase.log.`)),
    );
  });
  child.once("exit", () => void stop(1));
  const { SUPABASE_PUBLISHABLE_KEY, SUPABASE_SECRET_KEY, CRON_SECRET } = await localKeys(dataFolder);
  return {
    signIn: ready.signIn,
    environment: {
      SUPABASE_URL: ready.url,
      SUPABASE_PUBLISHABLE_KEY,
      SUPABASE_SECRET_KEY,
      CRON_SECRET: process.env.CRON_SECRET ?? CRON_SECRET,
    },
  };
}

/** Starts Next and resolves when it answers. With the embedded Supabase it listens on the loopback interface only. */
async function startApp(environment: Record<string, string>, isLoopbackOnly: boolean): Promise<void> {
  const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
  const child = spawn(
    process.execPath,
    [
      // `next dev` runs its server in a child of its own, which it looks after itself.
      ...(options.dev ? [] : ["--import", new URL("exit-with-parent.ts", import.meta.url).href]),
      next,
      options.dev ? "dev" : "start",
      "--port",
      String(port),
      ...(isLoopbackOnly ? ["--hostname", "127.0.0.1"] : []),
    ],
    {
      cwd: root,
      stdio: ["ignore", options.dev ? "inherit" : "ignore", "inherit", "ipc"],
      env: { ...process.env, ...environment, NEXT_TELEMETRY_DISABLED: "1" },
    },
  );
  children.push(child);
  child.once("exit", (code) => void stop(code ?? 1));
  while (child.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/health`).catch(() => null);
    if (answer) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("Daybook did not start: the lines above say why.");
}

function announce(signIn: { email: string; password: string } | null): void {
  const lines = [`\nDaybook is ready on ${siteUrl}`];
  if (signIn) {
    lines.push(
      `  demo card   ${siteUrl}/c/myclik?s=k7f2`,
      `  dashboard   ${siteUrl}/dashboard/myclik`,
      `  sign in as  ${signIn.email}  password  ${signIn.password}`,
    );
  }
  console.log(`${lines.join("\n")}\n`);
}

/** @throws Error in one sentence when something listens on the port already. */
async function claimPort(wanted: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once("error", () =>
      reject(new Error(`Port ${wanted} is in use: stop what listens there, or set PORT to another.`)),
    );
    probe.listen(wanted, "127.0.0.1", () => probe.close(() => resolve()));
  });
}

/** Stops the app first, so that what it still writes finds its database. */
async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  for (const child of children.toReversed()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }
  process.exit(code);
}

/** Opens the log of the embedded Supabase for writing at its end, and returns the file descriptor. */
function openLog(dataFolder: string): number {
  mkdirSync(dataFolder, { recursive: true });
  return openSync(join(dataFolder, "supabase.log"), "a");
}
