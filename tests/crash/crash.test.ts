import { expect, test } from "vitest";
import { crashTest } from "#tests/crash/crash.ts";

test("nothing acknowledged is lost, stored twice or unaccounted for when server and database are killed", async () => {
  const outcome = await crashTest({
    events: 2_000,
    serverKills: 3,
    databaseKills: 2,
    door: "standalone",
    paceMs: 1_000,
  });
  expect(outcome).toMatchObject({ lost: 0, storedTwice: 0, unaccounted: 0 });
  expect(outcome.acknowledged).toBeGreaterThanOrEqual(2_000);
  expect(outcome.retries).toBeGreaterThan(0);
}, 120_000);
