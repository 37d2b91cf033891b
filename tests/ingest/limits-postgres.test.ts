import { execFile } from "node:child_process";
import { promisify } from "node:util";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test, vi } from "vitest";
import type { IngestLimits } from "#lib/ingest/arrival.ts";
import { batch, post } from "#tests/ingest/support/batch.ts";
import { startServer } from "#tests/ingest/support/server.ts";
import { startMailServer } from "#tests/support/mail-server.ts";

const RATES = { clientRate: { events: 100, seconds: 60 }, ownerRate: { events: 6, seconds: 3 } };
const name = `limits_${process.pid}`;
let admin: pg.Client;
let databaseUrl: string;
let sql: pg.Client;
let server: Awaited<ReturnType<typeof startServer>>;
let instance: () => IngestLimits;

beforeAll(async () => {
  // No database is made of a template that somebody is in.
  admin = new pg.Client(inject("nativeUrl").replace(/daybook$/, "postgres"));
  await admin.connect();
  await admin.query(`create database ${name} template daybook`);
  databaseUrl = inject("nativeUrl").replace(/daybook$/, name);
  sql = new pg.Client(databaseUrl);
  sql.on("error", () => {});
  await sql.connect();
  await sql.query("insert into analytics_owners (user_code, name) values ('myclik', 'Mine')");
  await sql.query(
    "insert into analytics_owner_time_zones (user_code, valid_from, time_zone) values ('myclik', '-infinity', 'UTC')",
  );
  server = await startServer({
    INGEST_LIMITS: "postgres",
    DATABASE_URL: databaseUrl,
    INGEST_CLIENT_RATE: "6/60",
  });
  const { ingestLimits } = await import("#lib/ingest/rate-limit.ts");
  instance = () => ingestLimits({ ...RATES, limitStore: { store: "postgres", databaseUrl } });
});
afterAll(async () => {
  await server.stop();
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.end();
});

// Instances tell the store what time it is: here theirs stands still, but for what a test adds to it.
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

test("several instances, started at once, grant one allowance together and not an event more", async () => {
  const instances = [instance(), instance(), instance()];
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, index) => instances[index % 3]!.client("203.0.113.1", 1)),
  );
  expect(answers.filter((seconds) => seconds === 0)).toHaveLength(100);
  expect(await instances[0]!.client("203.0.113.2", 100)).toBe(0);
});

test("who is over the limit is told to the second when to come again, by every instance", async () => {
  const [one, other] = [instance(), instance()] as const;
  expect(await one.owner("myclik", 6)).toBe(0);
  expect([await other.owner("myclik", 6), await one.owner("myclik", 4)]).toEqual([3, 2]);
  vi.advanceTimersByTime(1_000);
  expect([
    await other.owner("myclik", 3),
    await one.owner("myclik", 2),
    await other.owner("myclik", 1),
  ]).toEqual([1, 0, 1]);
  vi.advanceTimersByTime(3_000);
  expect([await other.owner("myclik", 6), await one.owner("myclik", 1)]).toEqual([0, 1]);
});

const stored = async () =>
  (
    await sql.query<{ events: number }>(
      "select (select count(*) from analytics_page_views)::int + (select count(*) from analytics_clicks)::int as events",
    )
  ).rows[0]!.events;

test("with DATABASE_URL the ingest server calls the same functions past the API, and answers as ever", async () => {
  const from = (client: number) => ({ "X-Forwarded-For": `203.0.113.${client}` });
  const sent = Array.from({ length: 20 }, () => batch());
  const answers = await Promise.all(sent.map((one, index) => post(server.url, one, from(index + 100))));
  expect(answers.map(({ body }) => body.accepted)).toEqual(Array(20).fill(2));
  expect((await post(server.url, sent[0], from(120))).body).toMatchObject({ accepted: 0, duplicates: 2 });
  expect(await stored()).toBe(40);
  expect((await post(server.url, batch({ user_code: "nobody" }), from(121))).status).toBe(404);

  // A connection that is cut off costs at most the batch that was on it, which is sent again.
  await sql.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );
  const again = batch();
  const status = async () => (await post(server.url, again, from(122))).status;
  await expect.poll(status, { timeout: 60_000 }).toBe(200);
  expect(await stored()).toBe(42);
  expect(server.database.calls).toEqual([]);
});

test("the server uses it, and no address is in the store", async () => {
  const from = { "X-Forwarded-For": "203.0.113.77" };
  const statuses: number[] = [];
  for (let i = 0; i < 4; i += 1) statuses.push((await post(server.url, batch(), from)).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  const { rows } = await sql.query<{ key: string }>("select key from daybook_limits.rate_limits");
  expect(rows.map((row) => row.key)).toContain("owner:myclik");
  expect(rows.filter((row) => row.key.startsWith("client:")).length).toBeGreaterThanOrEqual(3);
  for (const { key } of rows) {
    expect(key).toMatch(/^(owner:myclik|client:[A-Za-z0-9_-]{43})$/);
    expect(key).not.toContain("203");
  }
});

test("failures to sign in are counted by all instances together, and a success is known to all", async () => {
  const { accountLimits, sharedLimits } = await import("#lib/http/rate-limits.ts");
  const one = () => {
    const shared = sharedLimits(databaseUrl);
    return accountLimits({ network: 6, account: 2, seconds: 900 }, (limit, rate) =>
      shared(`sign-in:${limit}`, rate, (key) => key),
    );
  };
  const [first, second] = [one(), one()] as const;
  expect([await first.take("n1", "ana"), await second.take("n1", "ana")]).toEqual([0, 0]);
  expect(await first.take("n1", "ana")).toBeGreaterThan(0);
  expect(await second.take("n1", "ana")).toBeGreaterThan(0);
  expect(await second.take("n2", "ana")).toBe(0);
  first.succeeded("n1", "ana");
  await expect.poll(() => one().take("n1", "ana")).toBe(0);
  const { rows } = await sql.query<{ key: string }>(
    "select key from daybook_limits.rate_limits where key like 'sign-in:%'",
  );
  expect(rows.map(({ key }) => key).join()).not.toContain("ana");
});

/** What a process of the app is let do at its doors. */
async function processAtTheDoors(smtpUrl: string): Promise<Record<string, number | string>> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["tests/ingest/support/app-process.ts", String(Date.now())],
    {
      env: {
        ...process.env,
        SUPABASE_URL: "http://127.0.0.1:9",
        SUPABASE_PUBLISHABLE_KEY: "sb_publishable_test",
        SUPABASE_SECRET_KEY: "sb_secret_test",
        CLIENT_ADDRESS_HEADER: "x-real-ip",
        INGEST_LIMITS: "postgres",
        INGEST_CLIENT_RATE: "6000/60",
        DATABASE_URL: databaseUrl,
        SMTP_URL: smtpUrl,
        MAIL_FROM: "daybook@example.com",
      },
    },
  );
  return JSON.parse(stdout);
}

test("keys, passwords of links and mails have one allowance in two processes of the app", async () => {
  const mails = await startMailServer();
  expect(await processAtTheDoors(mails.url)).toEqual({
    key: 600,
    rateLimit: '"requests";r=0;t=60',
    strangers: 60,
    password: 10,
    mailsOfCard: 100,
    mailsOfSender: 200,
  });
  expect(await processAtTheDoors(mails.url)).toEqual({
    key: 0,
    rateLimit: "",
    strangers: 0,
    password: 0,
    mailsOfCard: 0,
    mailsOfSender: 0,
  });
  mails.stop();
  const { rows } = await sql.query<{ key: string }>(
    "select key from daybook_limits.rate_limits where key ~ '^(key|mail|link)'",
  );
  expect([...new Set(rows.map(({ key }) => key.replace(/:[^:]*$/, "")))].sort()).toEqual([
    "key-requests",
    "key-strangers",
    "link-password:account",
    "link-password:network",
    "mail:card",
    "mail:network",
    "mail:sender",
  ]);
  for (const { key } of rows) expect(key).toMatch(/:[A-Za-z0-9_-]{43}$/);
  // They fill more slowly than those of the other tests.
  await sql.query("delete from daybook_limits.rate_limits where key ~ '^(key|mail|link)'");
});

test("buckets that are full again are removed", async () => {
  const limits = instance();
  expect(await limits.client("203.0.113.9", 100)).toBe(0);
  vi.advanceTimersByTime(600_000);
  expect(await limits.owner("other", 1)).toBe(0);
  const keys = async () =>
    (await sql.query<{ key: string }>("select key from daybook_limits.rate_limits")).rows;
  await expect.poll(keys).toEqual([{ key: "owner:other" }]);
});

test("the store lies where Supabase's API does not look and nobody else may", async () => {
  const { rows } = await sql.query(
    `select has_schema_privilege('anon', 'daybook_limits', 'usage') as anon,
            has_table_privilege('authenticated', 'daybook_limits.rate_limits', 'select') as member`,
  );
  expect(rows).toEqual([{ anon: false, member: false }]);
});

test("while the database is away each instance counts by itself, and finds back", async () => {
  const [early, late] = [instance(), instance()] as const;
  expect(await early.client("198.51.100.1", 60)).toBe(0);
  await admin.query(`drop database ${name} with (force)`);
  expect([await early.client("198.51.100.2", 100), await early.client("198.51.100.2", 1)]).toEqual([0, 1]);
  expect([await late.client("198.51.100.2", 100), await late.client("198.51.100.2", 1)]).toEqual([0, 1]);
  await admin.query(`create database ${name}`);
  expect(await late.client("198.51.100.3", 100)).toBe(0);
  expect(await instance().client("198.51.100.3", 1)).toBe(1);
});
