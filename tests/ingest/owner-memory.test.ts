import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ownerLookup } from "#lib/ingest/owner-lookup.ts";
import { OWNER } from "#tests/ingest/support/fake-database.ts";

beforeEach(() => {
  vi.useFakeTimers();
  // To lru-cache the time 0 is no time.
  vi.advanceTimersByTime(1);
});
afterEach(() => void vi.useRealTimers());

/** A look-up whose database has one owner, which a test may change, take away, or make slow. */
function lookup() {
  const database = { owner: { ...OWNER } as typeof OWNER | null, asked: 0, isDown: false, isSlow: false };
  const find = ownerLookup(async () => {
    database.asked += 1;
    const { owner } = database;
    if (database.isSlow) await new Promise((resolve) => setTimeout(resolve, 4_000));
    return database.isDown ? { data: null, error: { message: "away" } } : { data: owner, error: null };
  });
  const zone = async () => {
    const found = await find(OWNER.user_code);
    return found === null || found === "unavailable" ? found : found.time_zone;
  };
  return { database, find, zone };
}

test("a busy owner is asked for less than twice a minute, and nobody waits for it", async () => {
  const { database, zone } = lookup();
  await zone();
  database.isSlow = true;
  for (let second = 1; second <= 600; second += 1) {
    await vi.advanceTimersByTimeAsync(1_000);
    // Resolves although the clock stands still.
    expect(await zone()).toBe("Europe/Berlin");
  }
  expect(database.asked).toBeLessThanOrEqual(15);
});

test("a change is in force within a minute, for busy owners and for quiet ones", async () => {
  for (const every of [1_000, 25_000, 59_000, 61_000]) {
    const { database, zone } = lookup();
    await zone();
    await vi.advanceTimersByTimeAsync(1_000);
    database.owner = { ...OWNER, time_zone: "UTC" };
    for (let ms = 0; ms < 60_000; ms += every) {
      await vi.advanceTimersByTimeAsync(every);
      await zone();
    }
    await vi.advanceTimersByTimeAsync(1);
    expect(await zone()).toBe("UTC");
  }
});

test("an owner that is gone is unknown within a minute, and one that was unknown is not answered from an old entry", async () => {
  const { database, zone } = lookup();
  await zone();
  database.owner = null;
  await vi.advanceTimersByTimeAsync(60_001);
  expect(await zone()).toBeNull();
  database.owner = { ...OWNER };
  await vi.advanceTimersByTimeAsync(5_001);
  expect(await zone()).toBe("Europe/Berlin");
});

test("a database that does not answer leaves the last answer standing until its minute is over", async () => {
  const { database, zone } = lookup();
  await zone();
  database.isDown = true;
  await vi.advanceTimersByTimeAsync(50_000);
  expect(await zone()).toBe("Europe/Berlin");
  await vi.advanceTimersByTimeAsync(10_001);
  expect(await zone()).toBe("unavailable");
});
