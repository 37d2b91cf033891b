import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parseEnvironment } from "#lib/http/environment.ts";
import { tokenBuckets } from "#lib/http/rate-limits.ts";
import { batch, post } from "#tests/ingest/support/batch.ts";
import { type FakeDatabase, OWNER } from "#tests/ingest/support/fake-database.ts";
import { startServer } from "#tests/ingest/support/server.ts";

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

describe("a token bucket", () => {
  const limiter = () => tokenBuckets({ events: 60, seconds: 30 }).take;

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
