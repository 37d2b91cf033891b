import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { freePort } from "#supabase/local/free-port.ts";
import { localKeys } from "#supabase/local/keys.ts";
import { test } from "#tests/e2e/test.ts";
import { secretClient } from "#tests/support/daybook.ts";

const root = new URL("../..", import.meta.url).pathname;

/** `npm start` as a shell would run it, in a process group of its own, as a terminal's Ctrl-C expects. */
async function start(environment: Record<string, string>) {
  const child = spawn("npm", ["start"], {
    cwd: root,
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      output += data;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  return {
    output: () => output,
    ended,
    ready: () => expect.poll(() => output, { timeout: 200_000 }).toContain("Daybook is ready"),
    ctrlC: () => process.kill(-child.pid!, "SIGINT"),
    group: -child.pid!,
  };
}

const processesOf = (group: number) => {
  try {
    process.kill(group, 0);
    return true;
  } catch {
    return false;
  }
};

test("npm start prints the sign-in, Ctrl-C stops every process it started, and a second start keeps the data", async () => {
  test.setTimeout(480_000);
  const folder = mkdtempSync(join(tmpdir(), "daybook-start-"));
  const supabasePort = await freePort();
  const environment = {
    PORT: String(await freePort()),
    SUPABASE_PORT: String(supabasePort),
    DAYBOOK_DATA: folder,
  };
  try {
    const first = await start(environment);
    await first.ready();
    expect(first.output()).toContain("demo@daybook.local");
    expect(first.output()).not.toMatch(/warn|error|deprecat/i);
    const keys = await localKeys(folder);
    const service = secretClient(`http://127.0.0.1:${supabasePort}`, keys.SUPABASE_SECRET_KEY);
    const mark = await service
      .from("analytics_groups")
      .insert({ user_code: "myclik", group_code: "kept", name: "Kept" });
    expect(mark.error).toBeNull();
    first.ctrlC();
    await first.ended;
    await expect.poll(() => processesOf(first.group)).toBe(false);

    const second = await start(environment);
    await second.ready();
    expect(second.output()).not.toContain("Applied");
    const kept = await service.from("analytics_groups").select("name").eq("group_code", "kept");
    expect(kept.data).toEqual([{ name: "Kept" }]);
    second.ctrlC();
    await second.ended;
    await expect.poll(() => processesOf(second.group)).toBe(false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a data folder that is none ends in one clear sentence", async () => {
  const folder = mkdtempSync(join(tmpdir(), "daybook-start-"));
  try {
    await localKeys(folder);
    writeFileSync(join(folder, "db"), "not a folder");
    const run = await start({
      PORT: String(await freePort()),
      SUPABASE_PORT: String(await freePort()),
      DAYBOOK_DATA: folder,
    });
    expect(await run.ended).toBe(1);
    expect(run.output()).toMatch(
      /The data folder .*\/db cannot be used \(.+\): move it away to start with an empty one\./,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
