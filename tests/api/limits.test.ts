import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { FakeDatabase } from "#tests/ingest/support/fake-database.ts";

const database = new FakeDatabase();
let admit: typeof import("#lib/api/key-holder.ts").admit;
let openKey: typeof import("#lib/api/key-holder.ts").openKey;

beforeAll(async () => {
  Object.assign(process.env, {
    SUPABASE_URL: await database.start(),
    SUPABASE_PUBLISHABLE_KEY: "sb_publishable_test",
    SUPABASE_SECRET_KEY: "sb_secret_test",
    INGEST_CLIENT_RATE: "6000/60",
    CLIENT_ADDRESS_HEADER: "x-real-ip",
  });
  ({ admit, openKey } = await import("#lib/api/key-holder.ts"));
});
afterAll(() => database.stop());
beforeEach(() => {
  vi.restoreAllMocks();
  database.intercept = () => ({
    status: 200,
    body: {
      owner: { user_code: "myclik", name: "My", time_zone: "UTC" },
      key: { name: "Shop", abilities: ["read"], expires_at: null },
    },
  });
});

const headers = (digit: string, address = "192.0.2.1") =>
  new Headers({ authorization: `Bearer daybook_myclik_${digit.repeat(64)}`, "x-real-ip": address });

test("a key is told what is left of its allowance, and to wait when nothing is", async () => {
  vi.spyOn(performance, "now").mockReturnValue(1_000_000);
  const first = await admit(headers("a"), "requests");
  expect(first.headers).toEqual({
    "RateLimit-Policy": '"requests";q=600;w=60',
    RateLimit: '"requests";r=599;t=1',
  });
  await openKey(first.key, "read");
  for (let count = 1; count < 600; count++) await admit(headers("a"), "requests");
  await expect(admit(headers("a"), "requests")).rejects.toMatchObject({
    code: "rate_limited",
    retryAfter: 1,
  });
  // Events have an allowance of their own.
  expect((await admit(headers("a"), "events")).headers.RateLimit).toBe('"events";r=5999;t=1');
  vi.spyOn(performance, "now").mockReturnValue(1_060_000);
  expect((await admit(headers("a"), "requests")).headers.RateLimit).toBe('"requests";r=599;t=1');
});

test("who tries keys is stopped by network, and keys that have opened something go on", async () => {
  vi.spyOn(performance, "now").mockReturnValue(2_000_000);
  const known = await admit(headers("b", "192.0.2.9"), "requests");
  await openKey(known.key, "read");
  const digits = "0123456789cdef";
  const tries = Array.from({ length: 59 }, (_, index) =>
    headers(digits[index % digits.length] ?? "0", "192.0.2.9"),
  );
  for (const tried of tries) await admit(tried, "requests");
  await expect(admit(headers("c", "192.0.2.9"), "requests")).rejects.toMatchObject({ code: "rate_limited" });
  await expect(admit(headers("c", "192.0.2.10"), "requests")).resolves.toBeDefined();
  await expect(admit(headers("b", "192.0.2.9"), "requests")).resolves.toBeDefined();
});

test("a database that is away is 'unavailable', not a wrong key", async () => {
  vi.spyOn(performance, "now").mockReturnValue(3_000_000);
  database.intercept = () => ({ status: 503, body: { code: "PGRST000", message: "away" } });
  const { key } = await admit(headers("d", "192.0.2.77"), "requests");
  await expect(openKey(key, "read")).rejects.toMatchObject({ code: "unavailable", retryAfter: 5 });
});
