import { afterAll, beforeAll, expect, test } from "vitest";
import { parseIngestSettings } from "#lib/ingest/settings.ts";
import { batch, post } from "./support/batch.ts";
import { type FakeDatabase, OWNER } from "./support/fake-database.ts";
import { startServer } from "./support/server.ts";

let url: string;
let database: FakeDatabase;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ url, database, stop } = await startServer({ INGEST_CLIENT_RATE: "6/4", INGEST_OWNER_RATE: "20/60" }));
});
afterAll(() => stop());

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
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
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
  const statuses: number[] = [];
  for (let i = 0; i < 121; i += 1) {
    statuses.push((await post(url, batch({ user_code: `guess${i}` }), from("192.0.2.7"))).status);
  }
  expect(statuses.slice(0, 120).every((status) => status === 404)).toBe(true);
  expect(statuses.at(-1)).toBe(429);
});

test("a malformed rate is named at start", () => {
  expect(() => parseIngestSettings({ INGEST_CLIENT_RATE: "fast" })).toThrow(
    "Daybook cannot start: INGEST_CLIENT_RATE must be <events>/<seconds>, such as 6000/60, or off.",
  );
  expect(parseIngestSettings({ INGEST_OWNER_RATE: "off" }).ownerRate).toBeNull();
});
