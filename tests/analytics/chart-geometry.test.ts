import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { axesOf, pathsOf, ticksUpTo, weekendsOf } from "#lib/analytics/chart-geometry.ts";
import { createFormat } from "#lib/analytics/format.ts";
import { type Point, type Series, seriesOf } from "#lib/analytics/series.ts";
import { dashboardFixture } from "#tests/analytics/fixture.ts";

const format = createFormat({ numbers: "en-GB", dates: "en-GB" }, "Europe/Berlin");

function point(value: number | null, more: Partial<Point> = {}): Point {
  const rest = { previous: null, previousLabel: null, change: { kind: "none" as const }, partial: null };
  return { label: "", value, weekend: false, ...rest, ...more };
}

const seriesOfLength = (count: number, step: Series["step"] = "day"): Series => ({
  step,
  began: 0,
  points: Array.from({ length: count }, () => point(1)),
});

describe("the axis of the numbers", () => {
  test("begins at 0, goes in even steps and ends at or above the highest, never far above", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e7, noNaN: true }),
        fc.constantFrom("count" as const, "rate" as const, "seconds" as const),
        (highest, unit) => {
          const ticks = ticksUpTo(highest, unit);
          expect(ticks[0]).toBe(0);
          expect(ticks.length).toBeGreaterThanOrEqual(2);
          expect(ticks.length).toBeLessThanOrEqual(6);
          expect(ticks.at(-1)!).toBeGreaterThanOrEqual(highest * (1 - 1e-9));
          expect(ticks.at(-2)!).toBeLessThan(Math.max(highest, 1e-9));
          if (unit === "count") expect(ticks.every(Number.isInteger)).toBe(true);
        },
      ),
    );
  });

  test.each([
    ["count", 0, [0, 1]],
    ["count", 2, [0, 1, 2]],
    ["count", 9, [0, 5, 10]],
    ["count", 92, [0, 25, 50, 75, 100]],
    ["rate", 1, [0, 0.25, 0.5, 0.75, 1]],
    ["rate", 0.31, [0, 0.1, 0.2, 0.3, 0.4]],
    ["seconds", 75, [0, 30, 60, 90]],
    ["seconds", 3_500, [0, 900, 1800, 2700, 3600]],
  ] as const)("of a %s up to %d has the marks that people would choose", (unit, highest, ticks) => {
    expect(ticksUpTo(highest, unit)).toEqual(ticks);
  });

  test("has room for its longest label", () => {
    const { tickLabels, width } = axesOf(
      { step: "day", began: 0, points: [point(95)] },
      "average_time",
      format,
    );
    expect(tickLabels).toEqual(["0s", "30s", "1m", "1m 30s", "2m"]);
    expect(width).toBeGreaterThan("1m 30s".length * 7);
  });
});

describe("the axis of the time", () => {
  test("labels the last point and, backwards from it, as many at even distances as have room", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (count) => {
        const { wide, narrow } = axesOf(seriesOfLength(count), "visitors", format).labelled;
        for (const [places, most] of [
          [wide, 9],
          [narrow, 5],
        ] as const) {
          expect(places.at(-1)).toBe(count - 1);
          expect(places.length).toBeLessThanOrEqual(most);
          const distances = new Set(places.slice(1).map((place, index) => place - places[index]!));
          expect(distances.size).toBeLessThanOrEqual(1);
        }
        expect(narrow.every((place) => wide.includes(place))).toBe(true);
      }),
    );
  });

  test("labels hours by threes, on a phone by sixes", () => {
    const { wide, narrow } = axesOf(seriesOfLength(24, "hour"), "visitors", format).labelled;
    expect(wide).toEqual([0, 3, 6, 9, 12, 15, 18, 21]);
    expect(narrow).toEqual([0, 6, 12, 18]);
  });
});

describe("the drawing", () => {
  test("of two visits is two bars and nothing between them", () => {
    const points = [0, 0, 1, 0, 1, 0].map((value) => point(value));
    const { whole, partial, dots } = pathsOf(points, 1, true);
    expect(whole).toBe("M2.2 100V0h0.6V100M4.2 100V0h0.6V100");
    expect(partial).toBe("");
    expect(dots).not.toBe("");
  });

  test("of a rate has a gap where it could not be formed, and a dot for a point that stands alone", () => {
    const points = [0.5, 1, null, 0.5, null, 1].map((value) => point(value));
    const { whole, dots } = pathsOf(points, 1, false);
    expect(whole).toBe("M0.5 50L1.5 0M3.5 50M5.5 0");
    expect(dots).toBe("M0.5 50h0M1.5 0h0M3.5 50h0M5.5 0h0");
    const many = pathsOf([...points, ...Array.from({ length: 40 }, () => point(1))], 1, false);
    expect(many.dots).toBe("M3.5 50h0");
  });

  test("never leaves the values: each corner of it is a point's own", () => {
    const value = fc.option(fc.integer({ min: 0, max: 50 }), { nil: null });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 60 }), fc.boolean(), (values, isCount) => {
        const points = values.map((one) => point(one, { previous: one }));
        const heights = new Set([...values.map((one) => 100 - (one ?? 0) * 2), 100]);
        for (const path of Object.values(pathsOf(points, 50, isCount))) {
          for (const [, height] of path.matchAll(/(?:[ML][\d.]+ |V)([\d.]+)/g)) {
            expect(heights.has(Number(height))).toBe(true);
          }
          expect(path).not.toMatch(/[CSQTA]|NaN/i);
        }
      }),
    );
  });

  test("of what is not over yet is a part of its own, which a line leads to", () => {
    const points = [point(2), point(4), point(1, { partial: "so far" })];
    expect(pathsOf(points, 4, true)).toMatchObject({ partial: expect.stringMatching(/^M2[.\d]* 100V75/) });
    expect(pathsOf(points, 4, false)).toMatchObject({ whole: "M0.5 50L1.5 0", partial: "M1.5 0L2.5 75" });
  });

  test("begins where counting did, weekends too", () => {
    const dashboard = dashboardFixture({ firstDate: "2026-11-14" });
    const series = seriesOf(dashboard, "visitors");
    expect(series.points[series.began]?.label).toBe("2026-11-14");
    expect(series.points.slice(0, series.began).every(({ value }) => value === null)).toBe(true);
    expect(
      weekendsOf(series).map(([first, last]) => [series.points[first]?.label, series.points[last]?.label]),
    ).toEqual([
      ["2026-11-14", "2026-11-15"],
      ["2026-11-21", "2026-11-22"],
    ]);
  });
});
