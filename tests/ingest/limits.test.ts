import { NextRequest } from "next/server";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { MAX_DROPPED } from "#lib/contract.ts";
import { parseEnvironment } from "#lib/http/environment.ts";
import { tokenBuckets } from "#lib/http/rate-limits.ts";
import { ownerLookup } from "#lib/ingest/owner-lookup.ts";
import { services } from "#lib/operations/services.ts";
import { openShare } from "#lib/share-link/redirect.ts";
import { proxy } from "#proxy.ts";
import { batch, CHROME, pageView, post } from "#tests/ingest/support/batch.ts";
import { type FakeDatabase, OWNER } from "#tests/ingest/support/fake-database.ts";
import { startServer } from "#tests/ingest/support/server.ts";

// Next leaves it out of a server's code; elsewhere it refuses to be imported.
vi.mock("server-only", () => ({}));

let url: string;
let database: FakeDatabase;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ url, database, stop } = await startServer({ INGEST_CLIENT_RATE: "6/4", INGEST_OWNER_RATE: "20/60" }));
});
afterAll(() => stop());

// The server's clock stands still, but its timers and requests go on. It never goes back, so it is one clock for all tests.
beforeAll(() => void vi.useFakeTimers({ toFake: ["Date", "performance"] }));
afterAll(() => void vi.useRealTimers());
// Every bucket is full again.
beforeEach(() => void vi.advanceTimersByTime(3_600_000));

const from = (address: string) => ({ "X-Forwarded-For": address });

test("a client over its rate is told to the second when to come again, and is then let in", async () => {
  const send = () => post(url, batch(), from("203.0.113.1"));
  for (let i = 0; i < 3; i += 1) expect((await send()).status).toBe(200);
  const refused = await send();
  expect(refused).toMatchObject({ status: 429, body: { error: { code: "rate_limited" } } });
  expect(refused.headers.get("Access-Control-Expose-Headers")).toBe("Retry-After");
  const seconds = Number(refused.headers.get("Retry-After"));
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeLessThanOrEqual(4);
  expect((await post(url, batch(), from("203.0.113.2"))).status).toBe(200);
  vi.advanceTimersByTime((seconds - 1) * 1000);
  if (seconds > 1) expect((await send()).status).toBe(429);
  vi.advanceTimersByTime(1000);
  expect((await send()).status).toBe(200);
});

test("an owner's rate counts its events from everywhere and leaves other owners alone", async () => {
  database.owners.set("busy", { ...OWNER, user_code: "busy" });
  const statuses: number[] = [];
  for (let i = 0; i < 11; i += 1) {
    statuses.push((await post(url, batch({ user_code: "busy" }), from(`198.51.100.${i}`))).status);
  }
  expect(statuses).toEqual([...Array(10).fill(200), 429]);
  expect((await post(url, batch(), from("198.51.100.99"))).status).toBe(200);
});

test("an IPv6 customer cannot escape its limit within its own network", async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 4; i += 1) statuses.push((await post(url, batch(), from(`2001:db8:1:2::${i}`))).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
});

test("guessing owner codes is rationed", async () => {
  let guesses = 0;
  const guess = () => post(url, batch({ user_code: `guess${guesses++}` }), from("192.0.2.7"));
  let answer = await guess();
  while (answer.status === 404 && guesses < 1_000) answer = await guess();
  expect(answer).toMatchObject({ status: 429, body: { error: { code: "rate_limited" } } });
  // 120, and two more a second: here no time passes.
  expect(guesses - 1).toBe(120);
});

test("whoever has used up the guesses costs the database nothing more, and owners are known all the same", async () => {
  const from7 = from("192.0.2.17");
  await post(url, batch(), from("192.0.2.18"));
  for (let i = 0; i < 120; i += 1) await post(url, batch({ user_code: `wrong${i}` }), from7);
  database.calls = [];
  for (let i = 0; i < 30; i += 1) {
    expect((await post(url, batch({ user_code: `more${i}` }), from7)).status).toBe(429);
  }
  expect(database.calls).toEqual([]);
  // What is remembered needs no question: neither an owner's code nor one that was nobody's a moment ago.
  expect((await post(url, batch(), from7)).status).toBe(200);
  expect((await post(url, batch({ user_code: "wrong7" }), from7)).status).toBe(404);
  expect(database.calls).not.toContain("analytics_ingest_owner");
});

test("a code that no owner can have is nobody's without asking", async () => {
  database.calls = [];
  for (const user_code of ["no such code", "-", "x".repeat(41), "ümlaut"]) {
    expect((await post(url, batch({ user_code }), from("192.0.2.19"))).status).toBe(404);
  }
  expect(database.calls).toEqual([]);
});

test("strangers' codes make no owner forgotten", async () => {
  const asked: string[] = [];
  const find = ownerLookup(async (_, { p_user_code }) => {
    asked.push(String(p_user_code));
    return { data: p_user_code === "myclik" ? OWNER : null, error: null };
  });
  await find("myclik");
  for (let i = 0; i < 20_001; i += 1) await find(`stranger${i}`);
  expect(find.remembers("myclik")).toBe(true);
  expect(await find("myclik")).toMatchObject({ user_code: "myclik" });
  expect(asked.filter((code) => code === "myclik")).toHaveLength(1);
  // And they are forgotten in turn.
  expect([find.remembers("stranger20000"), find.remembers("stranger1")]).toEqual([true, false]);
});

test("events that a browser says it has lost are charged to its limit, and as many as it can keep at most", async () => {
  const lossy = (dropped: unknown) =>
    post(url, { ...batch({ events: [pageView()] }), dropped }, from("192.0.2.20"));
  expect((await lossy(5)).status).toBe(200);
  expect((await lossy(0)).status).toBe(429);
  const sent: [unknown, number | undefined][] = [
    [2_000_000_000, MAX_DROPPED],
    [1e308, MAX_DROPPED],
    [2.9, 2],
    [-5, undefined],
    ["7", undefined],
  ];
  for (const [dropped, counted] of sent) {
    vi.advanceTimersByTime(3_600_000);
    await lossy(dropped);
    expect(database.batches.at(-1)!.rejected.lost_in_browser).toBe(counted);
  }
});

/** How many requests of one client get through before the first that does not, and what that is told. */
async function untilRefused(
  ask: () => Promise<Response>,
): Promise<{ passed: number; retryAfter: string | null }> {
  for (let passed = 0; passed < 2_000; passed += 1) {
    const answer = await ask();
    if (answer.status === 429) return { passed, retryAfter: answer.headers.get("Retry-After") };
    await answer.arrayBuffer();
  }
  throw new Error("Nobody was refused.");
}

test("health, share links and cards have limits for each client, and others get through", async () => {
  const health = (address: string) => fetch(`${url}/api/health`, { headers: from(address) });
  expect(await untilRefused(() => health("192.0.2.21"))).toEqual({ passed: 120, retryAfter: "1" });
  expect((await health("192.0.2.22")).status).toBe(200);

  const share = (address: string) => {
    const headers = { ...from(address), "User-Agent": CHROME };
    return openShare(
      new Request("http://x/s/myclik/k7f2", { headers }),
      { userCode: "myclik", shareCode: "k7f2" },
      services(),
    );
  };
  expect(await untilRefused(() => share("192.0.2.21"))).toEqual({ passed: 600, retryAfter: "1" });
  expect((await share("192.0.2.22")).status).toBe(302);

  const card = (address: string, path = "/c/myclik") =>
    proxy(new NextRequest(`http://x${path}`, { headers: from(address) }));
  expect(await untilRefused(() => card("192.0.2.21"))).toEqual({ passed: 600, retryAfter: "1" });
  expect((await card("192.0.2.21", "/C/MYCLIK")).status).toBe(429);
  expect((await card("192.0.2.21", "/")).status).toBe(200);
  expect((await card("192.0.2.22")).status).toBe(200);
});

test("previews beyond their ration are made, and not recorded", async () => {
  const headers = { ...from("192.0.2.23"), "User-Agent": "WhatsApp/2.23 A" };
  database.calls = [];
  for (let i = 0; i < 80; i += 1) {
    const request = new Request("http://x/s/myclik/k7f2", { headers });
    const answer = await openShare(request, { userCode: "myclik", shareCode: "k7f2" }, services());
    expect(answer.status).toBe(200);
  }
  expect(database.calls.filter((name) => name === "analytics_record_share_preview")).toHaveLength(60);
});

describe("a token bucket", () => {
  const limiter = () => tokenBuckets({ events: 60, seconds: 30 }).take;

  test("is one of a bounded number: the one not used for longest is forgotten", async () => {
    const take = limiter();
    for (const key of ["first", "second"]) await take(key, 60);
    for (let i = 0; i < 99_999; i += 1) await take(`other${i}`, 1);
    expect([await take("second", 1), await take("first", 60)]).toEqual([1, 0]);
  });

  test("lets a full bucket through at once, and then as much as drips in", async () => {
    const take = limiter();
    expect(await take("a", 60)).toBe(0);
    expect(await take("a", 1)).toBe(1);
    for (let second = 0; second < 5; second += 1) {
      vi.advanceTimersByTime(1_000);
      expect([await take("a", 2), await take("a", 1)]).toEqual([0, 1]);
    }
    vi.advanceTimersByTime(3_600_000);
    expect([await take("a", 60), await take("a", 1)]).toEqual([0, 1]);
  });

  test("names the first whole second at which the same batch gets through", async () => {
    for (const cost of [1, 2, 3, 25, 59, 60]) {
      const take = limiter();
      await take("a", 60);
      const wait = await take("a", cost);
      expect(wait).toBe(Math.ceil(cost / 2));
      vi.advanceTimersByTime((wait - 1) * 1_000);
      if (wait > 1) expect(await take("a", cost)).toBe(1);
      vi.advanceTimersByTime(1_000);
      expect(await take("a", cost)).toBe(0);
    }
  });

  test("lets a batch larger than itself through when it is full, since it cannot get smaller", async () => {
    const take = limiter();
    expect([await take("a", 100), await take("a", 100)]).toEqual([0, 30]);
    vi.advanceTimersByTime(30_000);
    expect(await take("a", 100)).toBe(0);
  });
});

const parse = (settings: Record<string, string>) =>
  parseEnvironment({
    SUPABASE_URL: "http://127.0.0.1",
    SUPABASE_PUBLISHABLE_KEY: "publishable",
    SUPABASE_SECRET_KEY: "secret",
    ...settings,
  });

test("a limit can be turned off", () => {
  expect(parse({ INGEST_OWNER_RATE: "off" }).ownerRate).toBeNull();
});

test("limits in Postgres want a database", () => {
  expect(() => parse({ INGEST_LIMITS: "postgres" })).toThrow(
    "Daybook cannot start: DATABASE_URL is needed for INGEST_LIMITS=postgres.",
  );
  expect(parse({ DATABASE_URL: "postgres://db" }).limitStore).toEqual({ store: "memory" });
});
