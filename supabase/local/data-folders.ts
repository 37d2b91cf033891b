import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "#supabase/local/free-port.ts";
import { localKeys } from "#supabase/local/keys.ts";
import type { LocalMessage } from "#supabase/local/process.ts";
import { startLocalSupabase } from "#supabase/local/server.ts";

/** Two data folders of the embedded Supabase at rest, which tests copy: to make them takes longer than most tests. */
export type DataFolders = {
  /** With every migration, and nobody in it. */
  migrated: string;
  /** With the demo data: 90 days of visits. */
  seeded: string;
  remove(): void;
};

export async function makeDataFolders(): Promise<DataFolders> {
  const migrated = mkdtempSync(join(tmpdir(), "daybook-migrated-"));
  const seeded = mkdtempSync(join(tmpdir(), "daybook-seeded-"));
  await migrate(migrated);
  cpSync(migrated, seeded, { recursive: true });
  await seed(seeded);
  return {
    migrated,
    seeded,
    remove: () => {
      for (const folder of [migrated, seeded]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts the embedded Supabase on an empty folder, and stops it. */
async function migrate(folder: string): Promise<void> {
  const supabase = await startLocalSupabase({
    place: { folder: join(folder, "db") },
    keys: await localKeys(folder),
    port: await freePort(),
    siteUrl: "http://localhost",
  });
  await supabase.close();
}

async function seed(folder: string): Promise<void> {
  const supabase = spawn(
    process.execPath,
    ["supabase/local/process.ts", folder, String(await freePort()), "http://localhost"],
    { cwd: new URL("../..", import.meta.url).pathname, stdio: ["ignore", "ignore", "inherit", "ipc"] },
  );
  await isReady(supabase);
  const ended = once(supabase, "exit");
  supabase.kill("SIGTERM");
  await ended;
}

function isReady(supabase: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    supabase.on("message", (message: LocalMessage) => {
      if (message.kind === "ready") resolve();
      if (message.kind === "failed") reject(new Error(message.reason));
    });
    supabase.once("exit", () => reject(new Error("The embedded Supabase stopped before it was seeded.")));
  });
}
