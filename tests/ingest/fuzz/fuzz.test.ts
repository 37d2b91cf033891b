import { expect, test } from "vitest";
import { fuzz } from "./fuzz.ts";

test("no request, however hostile, gets a 5xx, costs a good neighbour its place or makes the server grow", async () => {
  const { requests, statuses, memoryMiB } = await fuzz(2_000);
  expect(requests).toBe(2_000);
  expect(Object.keys(statuses).sort()).toEqual(["200", "400", "404", "413"]);
  expect(memoryMiB.late).toBeLessThan(memoryMiB.early + 100);
}, 120_000);
