import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type HostedDatabase,
  type HostedPostgres,
  startHosted,
} from "#tests/support/hosted/hosted-postgres.ts";

const ROOT = new URL("../../", import.meta.url);
const text = (path: string) => readFileSync(new URL(path, ROOT), "utf8");

let cluster: HostedPostgres;
let database: HostedDatabase;

beforeAll(async () => {
  cluster = await startHosted("PostgreSQL 18");
  database = await cluster.database("host");
  await database.rows(text("tests/support/hosted/old-events.sql"));
});
afterAll(async () => {
  await database?.close();
  await cluster?.stop();
});

function run(script: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
  return runAt(database.url, script, ...args);
}

function runAt(address: string, script: string, ...args: string[]) {
  return runWith({ DATABASE_URL: address, DAYBOOK_URL: "" }, script, ...args);
}

function runWith(environment: Record<string, string>, script: string, ...args: string[]) {
  const child = spawn(process.execPath, [`scripts/${script}.ts`, ...args], {
    cwd: ROOT.pathname,
    env: { ...process.env, ...environment },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (data) => {
      output += data;
    });
  }
  return new Promise<{ code: number | null; output: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, output })),
  );
}

const objects = () =>
  database.rows<{ count: number }>(
    "select count(*)::integer as count from pg_class union all select count(*)::integer from pg_proc union all select count(*)::integer from analytics_events",
  );

test("before the migration the doctor proves the dual write, names what refuses it, and leaves nothing behind", async () => {
  const before = await objects();
  await database.rows("drop trigger analytics_events_version on analytics_events");
  const refused = await run("doctor", "--phase", "before");
  expect(refused.code).toBe(1);
  expect(refused.output).toMatch(/FAILS {2}old table: column app_version: may not be null \(text\)/);
  expect(refused.output).toMatch(/FAILS {2}dual write: rows were added .*23502/);
  // The host's trigger fills the column.
  await database.rows(
    "create trigger analytics_events_version before insert on analytics_events for each row execute function touch_version()",
  );
  const well = await run("doctor", "--phase", "before");
  expect(well.output).toContain("ok     old table: every column fits the mapping");
  expect(well.output).toContain("ok     dual write: rows were added to the old table and taken back");
  expect(well.code).toBe(0);
  expect(await objects()).toEqual(before);
});

test("the commands say by their exit code: 0 equal, 1 differs, 2 could not run", async () => {
  const nowhere = database.url.replace(/\/[^/]*$/, "/nowhere");
  for (const script of ["legacy-compare", "legacy-import"]) {
    expect((await runAt(nowhere, script)).code, script).toBe(2);
    expect((await run(script, "--from", "yesterday")).code, script).toBe(2);
  }
  const folder = new URL("supabase/migrations/", ROOT);
  for (const file of readdirSync(folder).sort())
    await database.rows(readFileSync(new URL(file, folder), "utf8"));
  await database.rows("select analytics_register_owner('myclik', 'First', 'Europe/Berlin')");

  const dry = await run("legacy-import", "--dry-run");
  expect(dry.code).toBe(1);
  expect(dry.output).toContain("of the unknown kind profile_view");
  expect(await database.rows("select 1 from analytics_legacy_rows limit 1")).toEqual([]);

  const imported = await run("legacy-import");
  expect(imported.code).toBe(1);
  const differs = await run("legacy-compare");
  expect(differs.code).toBe(1);
  expect(differs.output).toContain("unknown_event_type profile_view");
  expect(differs.output).toMatch(/[\d,]+ of 6,154 old rows are missing in Daybook\.\s*$/);
  expect(differs.output).not.toContain("Nothing is unexplained.");
  expect((await run("legacy-compare", "--tolerance", "100")).code).toBe(0);

  const undone = await run("legacy-import", "--undo");
  expect(undone).toMatchObject({ code: 0, output: expect.stringContaining("6154 old rows forgotten") });
  expect(await database.rows("select 1 from analytics_page_views limit 1")).toEqual([]);

  // What is left is understood whole.
  await database.rows(
    "delete from analytics_events where event_data ->> 'eventType' is distinct from 'page_view'",
  );
  await database.rows("delete from analytics_events where user_code is null or session_id is null");
  expect((await run("legacy-import")).code).toBe(0);
  const equal = await run("legacy-compare");
  expect(equal.output.trim().split("\n").at(-1)).toBe("Nothing is unexplained.");
  expect(equal.code).toBe(0);

  await database.rows("truncate analytics_events");
  expect(await run("legacy-compare")).toMatchObject({
    code: 2,
    output: expect.stringContaining("no rows in this period"),
  });
});

test("owners that an import made are listed, and each gets a claim link, one or all as CSV", async () => {
  await database.rows(
    `insert into analytics_events (user_code, session_id, event_data, app_version)
     values ('nobodys', 's', '{"eventType": "page_view", "page": "/"}', 'web-3')`,
  );
  expect((await run("legacy-import", "--create-owners")).code).toBe(0);
  expect((await run("claim-owners")).output).toMatch(
    /^myclik {2}First\nnobodys {2}nobodys\n2 without a member\.\s*$/,
  );
  expect(await run("claim-owners", "--claim", "nobodys")).toMatchObject({
    code: 1,
    output: expect.stringContaining("Set APP_URL"),
  });

  const there = { DATABASE_URL: database.url, APP_URL: "https://daybook.example/" };
  const one = await runWith(there, "claim-owners", "--claim", "nobodys", "--email", "Ana@Example.com");
  const link = /https:\/\/daybook\.example\/join\/nobodys\/([0-9a-f]{64})/;
  expect(one.output).toMatch(link);
  const all = await runWith(there, "claim-owners", "--claim-all");
  expect(all.output.split("\r\n").map((line) => line.split(",")[0]?.trim())).toEqual([
    "user_code",
    "myclik",
    "nobodys",
  ]);
  // The newer link takes the place of the former one.
  const opened = async (output: string) =>
    (
      await database.rows<{ claim: { is_claim: boolean; email: string | null } | null }>(
        "select analytics_read_invitation('nobodys', $1) as claim",
        [link.exec(output)?.[1]],
      )
    )[0]?.claim;
  expect(await opened(one.output)).toBeNull();
  expect(await opened(all.output)).toMatchObject({ is_claim: true, email: null });
  expect(await runWith(there, "claim-owners", "--claim", "nowhere")).toMatchObject({
    code: 1,
    output: expect.stringContaining("there is no owner nowhere"),
  });
});
