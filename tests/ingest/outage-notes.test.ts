import { expect, test } from "vitest";
import { Outages } from "#lib/ingest/write/outages.ts";

const MINUTE = 60_000;

test("an outage lasts from an owner's first flush that failed to the first that was stored", () => {
  const outages = new Outages();
  outages.failed(["ana", "ben"], 1_000);
  outages.failed(["ana", "cleo"], 30_000);
  expect(outages.stored(["dora"], 2 * MINUTE)).toEqual([]);
  expect(outages.stored(["ana", "ben", "ana", "cleo"], 3 * MINUTE)).toEqual([
    { userCodes: ["ana", "ben"], from: 1_000, to: 3 * MINUTE },
    { userCodes: ["cleo"], from: 30_000, to: 3 * MINUTE },
  ]);
  expect(outages.stored(["ana"], 9 * MINUTE)).toEqual([]);
});

test("less than a minute is no outage, and the next one begins anew", () => {
  const outages = new Outages();
  outages.failed(["ana"], 0);
  expect(outages.stored(["ana"], MINUTE - 1)).toEqual([]);
  outages.failed(["ana"], 5 * MINUTE);
  expect(outages.stored(["ana"], 6 * MINUTE)).toEqual([
    { userCodes: ["ana"], from: 5 * MINUTE, to: 6 * MINUTE },
  ]);
});
