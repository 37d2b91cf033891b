import { beforeEach, expect, test, vi } from "vitest";
import { batch, post } from "#tests/ingest/support/batch.ts";
import { OWNER } from "#tests/ingest/support/fake-database.ts";
import { serverOfFile } from "#tests/ingest/support/server.ts";

const server = serverOfFile();
let logged: string[];

beforeEach(() => {
  logged = [];
  vi.spyOn(console, "error").mockImplementation((line) => void logged.push(String(line)));
});

const fail = (name: string, code: string, status = 500) => {
  server.database.intercept = (called) =>
    called === name ? { status, body: { code, message: "no" } } : undefined;
};

/** What waits for it goes on once it is opened. */
function closedGate(): { gate: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { gate: promise, open: resolve };
}

const flushCalls = () => server.database.calls.filter((name) => name === "analytics_ingest_events").length;

/** As the health page counts the events that wait for a flush. */
const queuedEvents = async () =>
  (await (await fetch(`${server.url}/api/health`)).json()).ingest.queued_events;

test.each([
  ["analytics_ingest_events", "53300", 503],
  ["analytics_ingest_events", "PGRST002", 503],
  ["analytics_ingest_events", "42883", 404],
  ["analytics_ingest_events", "57014", 500],
  ["analytics_ingest_events", "", 502],
])("%s failing with %s keeps the events in the browser: 503 with Retry-After", async (name, code, status) => {
  fail(name, code, status);
  const answer = await post(server.url, batch());
  expect(answer).toMatchObject({ status: 503, body: { error: { code: "unavailable" } } });
  expect(Number(answer.headers.get("Retry-After"))).toBeGreaterThanOrEqual(1);
});

test("an owner or a salt that cannot be asked for is no reason to lose events", async () => {
  server.database.owners.set("fresh", { ...OWNER, user_code: "fresh" });
  fail("analytics_ingest_owner", "57P03");
  const fresh = batch({ user_code: "fresh" });
  expect((await post(server.url, fresh)).status).toBe(503);
  // Of a day whose salt no other test has asked for.
  fresh.session.started_at = new Date(Date.now() - 3 * 24 * 60 * 60 * 1000).toISOString();
  fail("analytics_visitor_salt", "57P03");
  expect((await post(server.url, fresh)).status).toBe(503);
  server.database.intercept = () => undefined;
  expect((await post(server.url, fresh)).body.accepted).toBe(2);
});

test("an outage is logged once in a while, and without anybody's data", async () => {
  fail("analytics_ingest_events", "08006");
  const sent = batch();
  for (let i = 0; i < 5; i += 1) await post(server.url, sent, { "X-Forwarded-For": "203.0.113.5" });
  expect(logged).toEqual(["ingest: analytics_ingest_events failed: 08006 no"]);
  server.database.intercept = () => ({
    status: 400,
    body: { code: "22021", message: 'invalid text: "me@example.com"' },
  });
  await post(server.url, sent);
  expect(logged[1]).toBe("ingest: analytics_ingest_events failed: 22021 a batch is poisoned");
});

test("a deadlock is tried again at once", async () => {
  let failures = 1;
  server.database.intercept = (name) =>
    name === "analytics_ingest_events" && failures-- > 0
      ? { status: 500, body: { code: "40P01", message: "deadlock" } }
      : undefined;
  expect((await post(server.url, batch())).body.accepted).toBe(2);
});

test("an answer that does not account for every event is not acknowledged", async () => {
  const answers = [
    { batches: [] },
    { batches: [{ batch: 0, stored: 1, duplicates: 0, filtered: 0 }] },
    null,
    "x",
  ];
  for (const body of answers) {
    server.database.intercept = (name) =>
      name === "analytics_ingest_events" ? { status: 200, body } : undefined;
    expect((await post(server.url, batch())).status).toBe(503);
  }
});

test("an owner deleted since it was looked up is unknown", async () => {
  fail("analytics_ingest_events", "23503", 409);
  expect(await post(server.url, batch())).toMatchObject({
    status: 404,
    body: { error: { code: "unknown_owner" } },
  });
});

test("a batch that the database cannot take is refused for good, and all that shared its flush are stored", async () => {
  const poison = batch();
  const { gate, open } = closedGate();
  server.database.intercept = async (name, args) => {
    if (name !== "analytics_ingest_events") return undefined;
    await gate;
    const poisoned = JSON.stringify(args).includes(poison.session.id);
    return poisoned ? { status: 400, body: { code: "22P02", message: "bad" } } : undefined;
  };
  const neighbours = Array.from({ length: 20 }, () => batch());
  const first = neighbours.slice(0, 2).map((one) => post(server.url, one));
  // Two flushes are under way, each with one neighbour: all others share the next one with the bad batch.
  await expect.poll(() => flushCalls()).toBe(2);
  const others = [...neighbours.slice(2, 10), poison, ...neighbours.slice(10)].map((one) =>
    post(server.url, one),
  );
  await expect.poll(queuedEvents, { timeout: 20_000 }).toBe(38);
  open();
  const answers = await Promise.all([...first, ...others]);

  expect(answers[10]).toMatchObject({ status: 400, body: { error: { code: "invalid_batch" } } });
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
  expect(server.database.batches).toHaveLength(20);
});

test("many batches at once share few flushes, and are answered only after their flush", async () => {
  const { gate, open } = closedGate();
  server.database.intercept = async (name) => {
    if (name === "analytics_ingest_events") await gate;
    return undefined;
  };
  let answered = 0;
  const sent = Array.from({ length: 60 }, async () => {
    const answer = await post(server.url, batch());
    answered += 1;
    return answer;
  });
  // All sixty have been taken: two wait for their flush, 58 with two events each for the next.
  await expect.poll(queuedEvents, { timeout: 20_000 }).toBe(116);
  expect(answered).toBe(0);
  open();
  expect((await Promise.all(sent)).every(({ body }) => body.accepted === 2)).toBe(true);
  expect(server.database.batches).toHaveLength(60);
  expect(server.database.flushes.map((flush) => flush.length)).toEqual([1, 1, 58]);
});

test("health says what is wrong and what to do about it", async () => {
  const health = async () => {
    const response = await fetch(`${server.url}/api/health`);
    return {
      status: response.status,
      body: (await response.json()) as { advice?: string; database: object },
    };
  };
  expect(await health()).toMatchObject({
    status: 200,
    body: { status: "ok", database: { reachable: true } },
  });
  fail("analytics_ingest_owner", "PGRST202", 404);
  expect((await health()).body.advice).toContain("npm run db:migrate");
  fail("analytics_ingest_owner", "", 540);
  const paused = await health();
  expect(paused.status).toBe(503);
  expect(paused.body.advice).toContain("paused");
});
