import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { freePort } from "#supabase/local/free-port.ts";
import { underTest } from "#tests/e2e/environment.ts";

/** The ingest server as a process of its own, which a test can kill and start again on the same port. */
export type IngestProcess = { endpoint: string; start(): Promise<void>; kill(): Promise<void> };

export async function ingestProcess(): Promise<IngestProcess> {
  const port = await freePort();
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const running = spawn(process.execPath, ["scripts/ingest-server.ts"], {
      cwd: new URL("../../..", import.meta.url).pathname,
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        ...process.env,
        SUPABASE_URL: underTest().supabaseUrl,
        SUPABASE_PUBLISHABLE_KEY: underTest().publishableKey,
        SUPABASE_SECRET_KEY: underTest().secretKey,
        CRON_SECRET: underTest().cronSecret,
        INGEST_CLIENT_RATE: "off",
        INGEST_PACE_MS: "0",
        HOST: "127.0.0.1",
        PORT: String(port),
      },
    });
    child = running;
    for await (const line of running.stdout) if (String(line).includes("is listening")) return;
    throw new Error("The ingest server ended before it listened.");
  }

  return {
    endpoint: `http://127.0.0.1:${port}/api/ingest`,
    start,
    kill: async () => {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}
