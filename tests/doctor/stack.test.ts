import { spawn } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Daybook, startDaybook } from "#tests/support/daybook.ts";

let daybook: Daybook;

beforeAll(async () => {
  daybook = await startDaybook();
}, 200_000);
afterAll(() => daybook?.stop());

/** Runs `npm run doctor`'s script against the running Daybook. */
function doctor(environment: Record<string, string> = {}): Promise<{ code: number | null; lines: string[] }> {
  const child = spawn(process.execPath, ["scripts/doctor.ts"], {
    cwd: new URL("../..", import.meta.url).pathname,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      ...daybook.keys,
      DATABASE_URL: "",
      SUPABASE_URL: daybook.supabaseUrl,
      DAYBOOK_URL: daybook.url,
      ...environment,
    },
  });
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  return new Promise((resolve) =>
    child.once("exit", (code) => resolve({ code, lines: output.trim().split("\n") })),
  );
}

test("the doctor is green on the embedded stack, to the last point", async () => {
  const { code, lines } = await doctor();
  expect(lines.filter((line) => line.startsWith("FAILS"))).toEqual([]);
  expect(code).toBe(0);
  expect(lines.at(-1)).toMatch(/^\d{3} ok, 0 failed$/);
});

test("a missing secret, a wrong key and an app that is not there are named", async () => {
  const withoutSecret = await doctor({ CRON_SECRET: "" });
  expect(withoutSecret.code).toBe(1);
  expect(withoutSecret.lines.filter((line) => line.startsWith("FAILS"))).toEqual([
    expect.stringContaining("setting CRON_SECRET"),
  ]);
  const wrongKey = await doctor({ SUPABASE_SECRET_KEY: "sb_secret_wrong" });
  expect(wrongKey.code).toBe(1);
  expect(wrongKey.lines[0]).toMatch(/^FAILS {2}database reached/);
  const nowhere = await doctor({ DAYBOOK_URL: "http://127.0.0.1:1" });
  expect(nowhere.lines.filter((line) => line.startsWith("FAILS"))[0]).toContain("check DAYBOOK_URL");
});
