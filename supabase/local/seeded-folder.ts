import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "#supabase/local/free-port.ts";
import type { LocalMessage } from "#supabase/local/process.ts";

/**
 * A data folder of the embedded Supabase with the demo data, at rest. Every Daybook that tests start on demo data copies
 * it: to write 90 days of visits again would take each of them longer than most tests. Whoever made it removes it.
 */
export async function makeSeededFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "daybook-seeded-"));
  const supabase = spawn(
    process.execPath,
    ["supabase/local/process.ts", folder, String(await freePort()), "http://localhost"],
    { cwd: new URL("../..", import.meta.url).pathname, stdio: ["ignore", "ignore", "inherit", "ipc"] },
  );
  await isReady(supabase);
  const ended = once(supabase, "exit");
  supabase.kill("SIGTERM");
  await ended;
  return folder;
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
