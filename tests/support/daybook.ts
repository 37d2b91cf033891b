import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { freePort } from "#supabase/local/free-port.ts";
import { type LocalKeys, localKeys } from "#supabase/local/keys.ts";

/** A Daybook as `npm start` starts it, on ports and in a folder of its own. */
export type Daybook = {
  url: string;
  supabaseUrl: string;
  keys: LocalKeys;
  /** Its data folder. */
  folder: string;
  output: () => string;
  stop(): Promise<void>;
};

const READY_WITHIN_MS = 240_000;

/**
 * Starts Daybook with the embedded Supabase and its demo data, and resolves when it is ready. The data are copied from
 * the folder that `DAYBOOK_SEEDED` names, or made anew where none is named.
 */
export async function startDaybook(environment: Record<string, string> = {}): Promise<Daybook> {
  const folder = mkdtempSync(join(tmpdir(), "daybook-"));
  const seeded = process.env.DAYBOOK_SEEDED;
  if (seeded) cpSync(seeded, folder, { recursive: true });
  const [port, supabasePort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, ["scripts/start.ts"], {
    cwd: new URL("../..", import.meta.url).pathname,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      INGEST_CLIENT_RATE: "off",
      ...environment,
      PORT: String(port),
      SUPABASE_PORT: String(supabasePort),
      DAYBOOK_DATA: folder,
    },
  });
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  child.stderr.on("data", (data) => {
    output += data;
  });
  await isReady(child, () => output);
  return {
    url: `http://localhost:${port}`,
    supabaseUrl: `http://127.0.0.1:${supabasePort}`,
    keys: await localKeys(folder),
    folder,
    output: () => output,
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function isReady(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`Daybook was not ready in time:\n${output()}`)),
      READY_WITHIN_MS,
    );
    child.stdout?.on("data", () => {
      if (!output().includes("Daybook is ready")) return;
      clearTimeout(late);
      resolve();
    });
    child.once("exit", () => {
      clearTimeout(late);
      reject(new Error(`Daybook stopped:\n${output()}`));
    });
  });
}

/** A client with the secret key of a running Daybook, for arranging a test and looking at what was stored. */
export function secretClient(supabaseUrl: string, secretKey: string): SupabaseClient {
  return createClient(supabaseUrl, secretKey, { auth: { persistSession: false, autoRefreshToken: false } });
}
