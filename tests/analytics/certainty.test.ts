import fc from "fast-check";
import { expect, test } from "vitest";
import { compareRates, difference, roughly, type Share, wilson } from "#lib/analytics/rate-intervals.ts";

const share = fc
  .integer({ min: 1, max: 5_000 })
  .chain((all) => fc.integer({ min: 0, max: all }).map((part): Share => ({ part, all })));

test("Wilson's interval as Newcombe publishes it (1998, table I, method 3)", () => {
  const published = [
    [{ part: 81, all: 263 }, 0.2553, 0.3662],
    [{ part: 15, all: 148 }, 0.0624, 0.1605],
    [{ part: 0, all: 20 }, 0, 0.1611],
    [{ part: 1, all: 29 }, 0.0061, 0.1718],
  ] as const;
  for (const [given, low, high] of published) {
    expect(wilson(given)?.low).toBeCloseTo(low, 4);
    expect(wilson(given)?.high).toBeCloseTo(high, 4);
  }
});

test("the interval of a difference as Newcombe publishes it (1998, table II, method 10)", () => {
  const published = [
    [{ part: 56, all: 70 }, { part: 48, all: 80 }, 0.0524, 0.3339],
    [{ part: 9, all: 10 }, { part: 3, all: 10 }, 0.1705, 0.809],
    [{ part: 5, all: 56 }, { part: 0, all: 29 }, -0.0381, 0.1926],
  ] as const;
  for (const [a, b, low, high] of published) {
    expect(difference(a, b)?.low).toBeCloseTo(low, 4);
    expect(difference(a, b)?.high).toBeCloseTo(high, 4);
  }
});

test("an interval holds its rate and stays between nothing and everything; more visits make it narrower", () => {
  fc.assert(
    fc.property(share, ({ part, all }) => {
      const { low, high } = wilson({ part, all })!;
      const rate = part / all;
      expect(low).toBeGreaterThanOrEqual(0);
      expect(low).toBeLessThanOrEqual(rate + 1e-12);
      expect(high).toBeGreaterThanOrEqual(rate - 1e-12);
      expect(high).toBeLessThanOrEqual(1);
      const more = wilson({ part: part * 4, all: all * 4 })!;
      expect(more.high - more.low).toBeLessThan(high - low);
    }),
  );
});

test("it does not matter which group is named first", () => {
  fc.assert(
    fc.property(share, share, (a, b) => {
      const [there, back] = [compareRates(a, b), compareRates(b, a)];
      expect(there.kind).toBe(back.kind);
      if (there.kind === "certain" && back.kind === "certain") expect(there.higher).not.toBe(back.higher);
      if (there.kind === "uncertain" && back.kind === "uncertain") {
        expect(there.moreVisits).toBe(back.moreVisits);
      }
    }),
  );
});

test("so many more visits make a difference certain, and clearly fewer do not", () => {
  fc.assert(
    fc.property(share, share, (a, b) => {
      const verdict = compareRates(a, b);
      if (verdict.kind !== "uncertain") return;
      const grown = (more: number) => {
        const factor = 1 + more / (a.all + b.all);
        return compareRates(
          { part: a.part * factor, all: a.all * factor },
          { part: b.part * factor, all: b.all * factor },
        ).kind;
      };
      expect(grown(verdict.moreVisits)).toBe("certain");
      expect(grown(verdict.moreVisits * 0.98 - 2)).not.toBe("certain");
    }),
    // Where little is missing, an answer that is a thousandth of all visits off is far off.
    {
      examples: [
        [
          { part: 3432, all: 4249 },
          { part: 1605, all: 1937 },
        ],
      ],
    },
  );
});

test("without visits nothing is known, of a few that they are few, and of many alike that they are practically equal", () => {
  expect(wilson({ part: 0, all: 0 })).toBeNull();
  expect(compareRates({ part: 0, all: 0 }, { part: 1, all: 2 })).toEqual({ kind: "unknown" });
  expect(compareRates({ part: 1, all: 4 }, { part: 2, all: 8 })).toEqual({ kind: "few" });
  expect(compareRates({ part: 100, all: 400 }, { part: 200, all: 800 })).toEqual({ kind: "equal" });
  // It would take some 46,000 more visits, for which nobody waits.
  expect(compareRates({ part: 300, all: 1000 }, { part: 308, all: 1000 })).toEqual({ kind: "equal" });
});

test("nobody is told to wait for more than ten times the visits that have come", () => {
  fc.assert(
    fc.property(share, share, (a, b) => {
      const verdict = compareRates(a, b);
      if (verdict.kind === "uncertain") expect(verdict.moreVisits).toBeLessThanOrEqual(10 * (a.all + b.all));
    }),
  );
});

test("an estimate is told to two digits, never less than computed", () => {
  expect([1, 19, 23, 101, 1234, 98_700].map(roughly)).toEqual([1, 19, 23, 110, 1300, 99_000]);
});
