import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, expect, test } from "vitest";
import { batch, post } from "#tests/ingest/support/batch.ts";
import { FakeDatabase } from "#tests/ingest/support/fake-database.ts";

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

/** `npm run ingest-server`, or the file that an image holds, with this environment; resolves with its first line of log. */
async function start(env: Record<string, string>, file = "scripts/ingest-server.ts", cwd?: string) {
  const child = spawn(process.execPath, [file], {
    cwd,
    env: {
      NODE_ENV: "test",
      PATH: process.env.PATH,
      HOST: "127.0.0.1",
      PORT: "0",
      INGEST_CLIENT_RATE: "off",
      ...env,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.push(child);
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, "line")) as [string];
  return { child, log: JSON.parse(line) as { msg: string; port: number } };
}

test("a missing variable ends the start in one sentence that names it", async () => {
  const { child, log } = await start({ SUPABASE_URL: "http://127.0.0.1:1" });
  expect(log.msg).toMatch(/^Daybook cannot start: SUPABASE_PUBLISHABLE_KEY is not set/);
  expect(child.exitCode ?? (await once(child, "exit"))[0]).toBe(1);
});

test("SIGTERM writes at once what waits for the pace, also of a sender that has hung up, and the process ends by itself", async () => {
  const database = new FakeDatabase();
  const { child, log } = await start({
    SUPABASE_URL: await database.start(),
    SUPABASE_PUBLISHABLE_KEY: "sb_publishable_test",
    SUPABASE_SECRET_KEY: "sb_secret_test",
    INGEST_PACE_MS: "25000",
  });
  const url = `http://127.0.0.1:${log.port}`;
  await post(url, batch());

  const sent = Array.from({ length: 20 }, () => post(url, batch()));
  const impatient = new AbortController();
  const left = post(url, batch(), {}, impatient.signal).catch(() => "hung up");
  // All have been taken when the health page counts those that wait.
  const queued = async () => (await (await fetch(`${url}/api/health`)).json()).ingest.queued_events;
  await expect.poll(queued, { timeout: 20_000 }).toBe(42);
  impatient.abort();
  expect(await left).toBe("hung up");
  child.kill("SIGTERM");
  const exit = once(child, "exit");
  const answers = await Promise.all(sent);
  expect(answers.map(({ body }) => body.accepted)).toEqual(Array(20).fill(2));
  expect((await exit)[0]).toBe(0);
  expect(database.stored.size).toBe(44);
  expect(database.flushes.map(({ length }) => length)).toEqual([1, 21]);
  database.stop();
});

test("the one file that the image holds takes events in a folder with nothing beside it", async () => {
  execFileSync(process.execPath, ["scripts/build-ingest-server.ts"]);
  const folder = mkdtempSync(join(tmpdir(), "daybook-ingest-"));
  copyFileSync("dist/ingest-server.mjs", join(folder, "ingest-server.mjs"));
  const database = new FakeDatabase();
  try {
    const { child, log } = await start(
      {
        SUPABASE_URL: await database.start(),
        SUPABASE_PUBLISHABLE_KEY: "sb_publishable_test",
        SUPABASE_SECRET_KEY: "sb_secret_test",
      },
      "ingest-server.mjs",
      folder,
    );
    const { status, body } = await post(`http://127.0.0.1:${log.port}`, batch());
    expect([status, body.accepted]).toEqual([200, 2]);
    child.kill("SIGTERM");
    expect((await once(child, "exit"))[0]).toBe(0);
  } finally {
    database.stop();
    rmSync(folder, { recursive: true });
  }
});
