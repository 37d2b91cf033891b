import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { steps } from "#lib/ingest/ingest.ts";
import { batch, post } from "#tests/ingest/support/batch.ts";
import type { FakeDatabase } from "#tests/ingest/support/fake-database.ts";
import { startServer } from "#tests/ingest/support/server.ts";

let url: string;
let database: FakeDatabase;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ url, database, stop } = await startServer({ CRON_SECRET: "nightly", METRICS_TOKEN: "numbers" }));
});
afterAll(() => stop());
beforeEach(() => {
  database.calls = [];
  database.intercept = () => undefined;
});

const nothing = {
  dates: [],
  owners: 0,
  days: 0,
  rows: 0,
  raw_events: 0,
  purged: [],
  failed: [],
  set_aside: [],
  milliseconds: 1,
  remaining: 0,
};

async function cron(authorization?: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const { GET } = await import("#app/api/cron/aggregate-analytics/route.ts");
  const headers = authorization ? { Authorization: authorization } : undefined;
  const response = await GET(new Request("http://x/api/cron/aggregate-analytics", { headers }));
  return { status: response.status, body: await response.json() };
}

test("the pipeline is the one that the design names", () => {
  expect(steps.names).toEqual([
    "size",
    "parse",
    "schema",
    "owner and origin",
    "rate limit",
    "bot",
    "enrich",
    "flush",
    "answer",
  ]);
});

test("the nightly route lets nobody in without its secret, and nobody at all when there is none", async () => {
  for (const wrong of [undefined, "nightly", "Bearer", "Bearer ", "Bearer nightly2", "Basic nightly"]) {
    expect(await cron(wrong)).toMatchObject({ status: 401, body: { error: { code: "unauthorized" } } });
  }
  expect(database.calls).toEqual([]);
  const { bearerAllowed } = await import("#lib/http/secrets.ts");
  const anyone = new Request("http://x", { headers: { Authorization: "Bearer undefined" } });
  expect(bearerAllowed(anyone, undefined)).toBe(false);
  expect(bearerAllowed(anyone, "")).toBe(false);
});

const VERIFIED = { days: 3, skipped: 0, differing: [] };
const REMOVED = { owners: 1, days: 2, raw_events: 30, remaining: 0, failed: [] };
const DELETED = { owners: 1, rows: 40, remaining: 0, failed: [] };
const AFTERWARDS: Record<string, unknown> = {
  analytics_verify_sample: VERIFIED,
  analytics_apply_retention: REMOVED,
  analytics_finish_deletions: DELETED,
};

/** A database whose roll-up answers as told and whose sample of closed days is in order. */
const rollUp = (answer: () => unknown) => (name: string) => ({
  status: 200,
  body: AFTERWARDS[name] ?? answer(),
});

test("the nightly route calls until nothing remains and answers for all calls together", async () => {
  const answers = [
    { ...nothing, dates: ["2026-01-01"], owners: 2, days: 3, rows: 10, raw_events: 99, remaining: 4 },
    { ...nothing, dates: ["2026-01-02"], owners: 1, days: 4, rows: 5, raw_events: 1, remaining: 0 },
  ];
  database.intercept = rollUp(() => answers.shift());
  expect(await cron("Bearer nightly")).toEqual({
    status: 200,
    body: {
      dates: ["2026-01-01", "2026-01-02"],
      owners: 2,
      days: 7,
      rows: 15,
      raw_events: 100,
      purged: [],
      failed: [],
      set_aside: [],
      milliseconds: 2,
      remaining: 0,
      calls: 2,
      retention: REMOVED,
      deletions: DELETED,
      verification: VERIFIED,
    },
  });
});

test("the nightly route ends when a call gets nowhere, and says what remains", async () => {
  database.intercept = rollUp(() => ({ ...nothing, remaining: 4 }));
  expect(await cron("Bearer nightly")).toMatchObject({ status: 200, body: { remaining: 4, calls: 1 } });
});

test("a day that failed, raw events or an owner that stay and a database that is away are no success", async () => {
  const failed = [{ user_code: "myclik", date: "2026-01-01", code: "XX000", message: "no" }];
  const set_aside = [
    { user_code: "myclik", date: "2026-01-01", code: "XX000", since: "2026-01-02T02:00:00Z" },
  ];
  database.intercept = rollUp(() => ({ ...nothing, failed, set_aside }));
  expect(await cron("Bearer nightly")).toMatchObject({ status: 500, body: { failed, set_aside } });
  const rolled = rollUp(() => nothing);
  const instead = (call: string, answer: { status: number; body: unknown }) => (name: string) =>
    name === call ? answer : rolled(name);
  const retention = (answer: { status: number; body: unknown }) =>
    instead("analytics_apply_retention", answer);
  database.intercept = retention({ status: 500, body: { code: "57014", message: "canceled" } });
  expect(await cron("Bearer nightly")).toMatchObject({
    status: 500,
    body: { retention: null, error: { call: "analytics_apply_retention", code: "57014" } },
  });
  database.intercept = retention({ status: 200, body: { ...REMOVED, failed } });
  expect(await cron("Bearer nightly")).toMatchObject({ status: 500, body: { retention: { failed } } });
  database.intercept = instead("analytics_finish_deletions", { status: 200, body: { ...DELETED, failed } });
  expect(await cron("Bearer nightly")).toMatchObject({ status: 500, body: { deletions: { failed } } });
  database.intercept = () => ({ status: 503, body: { code: "PGRST000", message: "away" } });
  expect(await cron("Bearer nightly")).toMatchObject({ status: 503, body: { error: { code: "PGRST000" } } });
});

test("a day that was set aside is finished in the same run, after the others and what owners do not want kept", async () => {
  const set_aside = [{ user_code: "big", date: "2026-01-01", code: "57014", since: "2026-01-02T02:00:00Z" }];
  const failed = [{ user_code: "big", date: "2026-01-01", code: "57014", message: "canceled" }];
  const answers: Record<string, unknown[]> = {
    aggregate_analytics_daily: [
      { ...nothing, days: 1, failed, set_aside, remaining: 1 },
      { ...nothing, days: 1, set_aside },
    ],
    analytics_apply_retention: [{ ...REMOVED, remaining: 1 }, REMOVED],
    analytics_finish_deletions: [{ ...DELETED, owners: 0, remaining: 1 }, DELETED],
    analytics_verify_sample: [VERIFIED],
    analytics_rebuild_set_aside: [{ ...nothing, days: 1, dates: ["2026-01-01"] }],
  };
  const asked: string[] = [];
  database.intercept = (name) => {
    asked.push(name);
    return { status: 200, body: answers[name]?.shift() };
  };
  expect(await cron("Bearer nightly")).toMatchObject({
    status: 200,
    body: {
      days: 3,
      failed: [],
      set_aside: [],
      retention: { days: 4, raw_events: 60 },
      deletions: { owners: 1, rows: 80 },
    },
  });
  expect(asked).toEqual([
    "aggregate_analytics_daily",
    "aggregate_analytics_daily",
    "analytics_apply_retention",
    "analytics_apply_retention",
    "analytics_finish_deletions",
    "analytics_finish_deletions",
    "analytics_verify_sample",
    "analytics_rebuild_set_aside",
  ]);
});

test("a database that accepts connections and never answers ends no run late", async () => {
  const { rollUp: run } = await import("#lib/operations/nightly.ts");
  const { serviceClient } = await import("#lib/supabase/service-client.ts");
  const asked: string[] = [];
  database.intercept = (name) => {
    asked.push(name);
    return new Promise(() => {});
  };
  // Without its own end the run would outlive the test.
  const result = await run(serviceClient(), 500);
  expect(result).toMatchObject({
    error: { call: "aggregate_analytics_daily" },
    retention: null,
    verification: null,
  });
  expect(asked).toEqual(["aggregate_analytics_daily"]);
});

test("metrics are for the token's holder, count what happened, and name no owner", async () => {
  await post(url, batch());
  await post(url, batch(), { DNT: "1" });
  await post(url, "{");
  expect((await fetch(`${url}/api/metrics`)).status).toBe(401);
  const response = await fetch(`${url}/api/metrics`, { headers: { Authorization: "Bearer numbers" } });
  const text = await response.text();
  expect(text).toContain('daybook_ingest_requests_total{answer="ok"} 2');
  expect(text).toContain('daybook_ingest_requests_total{answer="invalid_json"} 1');
  expect(text).toContain('daybook_ingest_events_total{outcome="stored",code=""} 2');
  expect(text).toContain('daybook_ingest_events_total{outcome="filtered",code="privacy"} 2');
  expect(text).toContain("daybook_ingest_queued_events 0");
  expect(text).toContain('daybook_ingest_flush_seconds_count{ok="true"} 2');
  expect(text).not.toContain("myclik");
});
