import { expect, test } from "vitest";
import { fuzz } from "#tests/ingest/fuzz/fuzz.ts";

test("no request, however hostile, gets a 5xx, costs a good neighbour its place or makes the server grow", async () => {
  const { requests, statuses, memoryMiB } = await fuzz(2_000);
  expect(requests).toBe(2_000);
  expect(statuses[200]).toBeGreaterThan(500);
  expect(statuses[400]).toBeGreaterThan(200);
  // So short a run still warms up; the long one ends where it began.
  expect(memoryMiB.late).toBeLessThan(memoryMiB.early + 200);
}, 120_000);
