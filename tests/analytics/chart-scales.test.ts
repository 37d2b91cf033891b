import fc from "fast-check";
import * as d3 from "victory-vendor/d3-scale";
import { expect, test } from "vitest";
import * as own from "#components/chart/chart-scales.ts";

const numbers = fc.integer({ min: -1_000_000, max: 1_000_000 });
const extents = fc.tuple(numbers, numbers);

test("numbers are placed where d3's linear scale places them", () => {
  fc.assert(
    fc.property(extents, extents, numbers, (domain, range, value) => {
      const [mine, theirs] = [own.scaleLinear(), d3.scaleLinear()].map((scale) =>
        scale.domain(domain).range(range)(value),
      );
      const size = Math.max(...[...range, theirs ?? 0].map(Math.abs), 1);
      expect(Math.abs((mine ?? Number.NaN) - (theirs ?? 0)) / size).toBeLessThan(1e-6);
    }),
  );
});

const names = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 40 });
const widths = fc.integer({ min: 1, max: 3000 });

const KINDS = [
  { kind: "point", own: own.scalePoint, theirs: d3.scalePoint<string> },
  { kind: "band", own: own.scaleBand, theirs: d3.scaleBand<string> },
];

test.each(KINDS)("names are placed where d3's $kind scale places them", ({ own, theirs }) => {
  fc.assert(
    fc.property(names, widths, (domain, width) => {
      const mine = own()
        .domain(domain)
        .range([60, 60 + width]);
      const original = theirs()
        .domain(domain)
        .range([60, 60 + width]);
      for (const name of domain) expect(mine(name)).toBeCloseTo(original(name) ?? Number.NaN, 6);
      expect(mine.bandwidth()).toBeCloseTo(original.bandwidth(), 6);
      expect(mine(0)).toBeUndefined();
      expect(mine.domain()).toEqual(domain);
      expect(mine.range()).toEqual([60, 60 + width]);
    }),
  );
});
