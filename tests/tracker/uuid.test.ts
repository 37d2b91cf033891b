import fc from "fast-check";
import { validate, version } from "uuid";
import { expect, test } from "vitest";
import { uuidv7 } from "#lib/tracker/visit.ts";

const time = fc.integer({ min: 0, max: Date.parse("2500-01-01") });

test("ids are UUIDs of version 7 that tell their time", () => {
  fc.assert(
    fc.property(time, (now) => {
      const id = uuidv7(now);
      expect(validate(id) && version(id)).toBe(7);
      expect(Number.parseInt(id.replace("-", "").slice(0, 12), 16)).toBe(now);
    }),
  );
});

test("ids sort as their times, and are different within one millisecond", () => {
  fc.assert(
    fc.property(time, time, (a, b) => {
      fc.pre(a < b);
      expect(uuidv7(a) < uuidv7(b)).toBe(true);
    }),
  );
  expect(new Set(Array.from({ length: 10_000 }, () => uuidv7(Date.now()))).size).toBe(10_000);
});
