import { expect, test } from "vitest";
import { soakTest } from "#tests/soak/soak.ts";

test("after senders, dashboards and nightly runs beside each other nothing is lost, and no file, connection or row of bookkeeping is left", async () => {
  const { notes, acknowledged, ...rest } = await soakTest({ seconds: 8, clients: 20, noteEveryMs: 500 });
  expect(notes.length).toBeGreaterThan(3);
  expect(acknowledged).toBeGreaterThan(500);
  expect(rest).toMatchObject({ lost: 0, storedTwice: 0, bookkeepingAtRest: 0 });
  expect(rest.handlesAtRest).toBeLessThanOrEqual(60);
}, 120_000);
