/**
 * `npm start` and `npm run dev`: Daybook on http://localhost:3000, and where no `SUPABASE_URL` is given, the embedded
 * Supabase beside it. Ctrl-C stops every process started here.
 *
 * PORT, SUPABASE_PORT and DAYBOOK_DATA move what they name; lib/http/environment.ts has all settings.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { fchmodSync, openSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import nextEnv from "@next/env";
import { environmentWith, readSettings, requireSettings, type Settings } from "#lib/http/environment.ts";
import { listenFault } from "#lib/http/faults.ts";
import { buildIfStale } from "#scripts/build-if-stale.ts";
import { freePort } from "#supabase/local/free-port.ts";
import { localKeys, makeDataFolder } from "#supabase/local/keys.ts";
import type { LocalMessage } from "#supabase/local/process.ts";
import type { DemoSignIn } from "#supabase/seed/demo.ts";

const root = new URL("..", import.meta.url).pathname;
const children: ChildProcess[] = [];
let stopping = false;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));

try {
  await start();
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  await stop(1);
}

async function start(): Promise<void> {
  const { dev } = parseArgs({ options: { dev: { type: "boolean", default: false } } }).values;
  nextEnv.loadEnvConfig(root, dev, { info: () => {}, error: console.error });
  const settings = readSettings();
  const isEmbedded = settings.supabaseUrl === undefined;
  if (!isEmbedded) requireSettings(settings, ["publishableKey", "secretKey"]);

  const { supabasePort } = settings;
  const port = settings.port === 0 ? await freePort() : (settings.port ?? 3000);
  const siteUrl = `http://localhost:${port}`;
  if (isEmbedded && port === supabasePort) {
    throw new Error(`PORT and SUPABASE_PORT are both ${port}: set one of them to another.`);
  }
  await claimPort(port, "PORT");
  if (isEmbedded) await claimPort(supabasePort, "SUPABASE_PORT");
  const log = isEmbedded ? openLog(settings.dataFolder) : "ignore";
  await buildIfStale(root, { dev });
  const local = isEmbedded ? await startSupabase({ ...settings, siteUrl, log }) : undefined;
  const host = isEmbedded ? "127.0.0.1" : settings.host;
  await startApp({ dev, host, port, isEmbedded, environment: local?.environment ?? {} });
  announce(siteUrl, local?.signIn ?? null);
}

type EmbeddedSettings = Pick<Settings, "dataFolder" | "supabasePort" | "cronSecret" | "demoOwner"> & {
  siteUrl: string;
  log: number | "ignore";
};

/** Starts the embedded Supabase and resolves when it answers, with the environment that leads the app to it. */
async function startSupabase(settings: EmbeddedSettings) {
  const { dataFolder, supabasePort, siteUrl, cronSecret, demoOwner, log } = settings;
  console.log("Starting the embedded Supabase");
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
      // The demo owner is shown to everybody, unless the settings name another.
      ...(ready.signIn && { DEMO_OWNER: "myclik" }),
      ...(demoOwner && { DEMO_OWNER: demoOwner }),
      SUPABASE_URL: ready.url,
      SUPABASE_PUBLISHABLE_KEY,
      SUPABASE_SECRET_KEY,
      CRON_SECRET: cronSecret ?? CRON_SECRET,
    },
  };
}

type AppOptions = {
  dev: boolean;
  /** The address that it listens on. */
  host: string;
  port: number;
  isEmbedded: boolean;
  environment: Record<string, string>;
};

/**
 * Starts Next and resolves when it answers. With the embedded Supabase it listens on the loopback interface only, and serves
 * nothing under the name of another site.
 */
async function startApp({ dev, host, port, isEmbedded, environment }: AppOptions): Promise<void> {
  const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
  const child = spawn(
    process.execPath,
    dev
      ? // It runs its server in a child of its own, which it looks after itself.
        [next, "dev", "--port", String(port), "--hostname", host]
      : [
          "--import",
          new URL("exit-with-parent.ts", import.meta.url).href,
          join(root, ".next/standalone/server.js"),
        ],
    {
      cwd: root,
      stdio: ["ignore", dev ? "inherit" : "ignore", "inherit", "ipc"],
      env: environmentWith(
        { ...environment, NEXT_TELEMETRY_DISABLED: "1", PORT: String(port), HOSTNAME: host },
        isEmbedded ? [new URL("own-hosts-only.ts", import.meta.url).href] : [],
      ),
    },
  );
  children.push(child);
  child.once("exit", (code) => void stop(code ?? 1));
  const health = `http://${["0.0.0.0", "::"].includes(host) ? "localhost" : host}:${port}/api/health`;
  while (child.exitCode === null) {
    const answer = await fetch(health).catch(() => null);
    if (answer) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("Daybook did not start: the lines above say why.");
}

function announce(siteUrl: string, signIn: DemoSignIn | null): void {
  const lines = [`\nDaybook is ready on ${siteUrl}`];
  if (signIn) {
    lines.push(
      `  demo card   ${siteUrl}/c/myclik?s=k7f2`,
      `  demo        ${siteUrl}/demo`,
      `  dashboard   ${siteUrl}/dashboard/myclik`,
      `  sign in as  ${signIn.email}  password  ${signIn.password}`,
    );
  }
  console.log(`${lines.join("\n")}\n`);
}

/** @throws Error in one sentence when the port cannot be listened on, before minutes of building show it. */
async function claimPort(port: number, setting: "PORT" | "SUPABASE_PORT"): Promise<void> {
  const host = "127.0.0.1";
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => reject(listenFault(error, { port, host, setting })));
    probe.listen(port, host, () => probe.close(() => resolve()));
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

/**
 * Opens the log of the embedded Supabase for writing at its end, and returns the file descriptor.
 * @throws Error in one sentence when the data folder cannot be used.
 */
function openLog(dataFolder: string): number {
  try {
    makeDataFolder(dataFolder);
    const log = openSync(join(dataFolder, "supabase.log"), "a");
    fchmodSync(log, 0o600);
    return log;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : cause;
    throw new Error(`DAYBOOK_DATA must be a folder that can be written (${reason}).`, { cause });
  }
}
