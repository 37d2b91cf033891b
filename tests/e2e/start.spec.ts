import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { freePort } from "#supabase/local/free-port.ts";
import { localKeys } from "#supabase/local/keys.ts";
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

test("a port in use, and a data folder that is none, each end in one clear sentence", async () => {
  const folder = mkdtempSync(join(tmpdir(), "daybook-start-"));
  const listener = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => listener.once("listening", resolve));
  const address = listener.address();
  const taken = String(typeof address === "object" && address ? address.port : 0);
  const free = String(await freePort());
  const sentence = async (environment: Record<string, string>) => {
    const run = await start(environment);
    expect(await run.ended).toBe(1);
    return run.output();
  };
  try {
    expect(await sentence({ PORT: taken, SUPABASE_PORT: free, DAYBOOK_DATA: folder })).toContain(
      `Port ${taken} is in use: stop what listens there, or set PORT to another.`,
    );
    expect(await sentence({ PORT: free, SUPABASE_PORT: taken, DAYBOOK_DATA: folder })).toContain(
      `Port ${taken} is in use: stop what listens there, or set SUPABASE_PORT to another.`,
    );
    const broken = join(folder, "broken");
    await localKeys(broken);
    writeFileSync(join(broken, "db"), "not a folder");
    expect(await sentence({ PORT: free, SUPABASE_PORT: free, DAYBOOK_DATA: broken })).toMatch(
      /The data folder .*broken\/db cannot be used \(.+\): move it away to start with an empty one\./,
    );
  } finally {
    listener.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
