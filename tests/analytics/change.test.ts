import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countChange, rateChange, relativeChange } from "#lib/analytics/comparison.ts";
import { METRIC_KEYS, METRICS } from "#lib/analytics/metrics.ts";
import { sumOf } from "#lib/analytics/series.ts";
import { dashboardFixture } from "#tests/analytics/fixture.ts";

describe("a change", () => {
  test("of a count is relative to what it was", () => {
    expect(relativeChange(112, 100)).toEqual({
      kind: "moved",
      by: 0.12,
      unit: "percent",
      chance: "unknown",
    });
    expect(relativeChange(50, 100)).toMatchObject({ kind: "moved", by: -0.5 });
  });

  test("from nothing to something is new, never a percentage", () => {
    expect(relativeChange(7, 0)).toEqual({ kind: "new" });
    expect(relativeChange(0, 0)).toEqual({ kind: "none" });
  });

  test("too small to be written is no change", () => {
    expect(relativeChange(1001, 1000)).toEqual({ kind: "same" });
    expect(rateChange({ part: 3124, all: 10_000 }, { part: 3121, all: 10_000 })).toEqual({ kind: "same" });
  });

  test("of a rate is a difference in points", () => {
    const change = rateChange({ part: 30, all: 100 }, { part: 25, all: 100 });
    expect(change).toMatchObject({ kind: "moved", unit: "points" });
    expect(change.kind === "moved" && change.by).toBeCloseTo(0.05);
  });

  test("cannot be told where either number could not be formed", () => {
    expect(relativeChange(null, 3)).toEqual({ kind: "none" });
    expect(rateChange({ part: 1, all: 5 }, { part: 0, all: 0 })).toEqual({ kind: "none" });
  });

  test("of little is not told as a percentage: a count of a few before, a rate of a few sessions on either side", () => {
    const totals = (sessions: number) => ({
      ...sumOf([]),
      sessions,
      visitors: sessions,
      contacting_sessions: sessions / 2,
    });
    expect(countChange(50, 9)).toEqual({ kind: "few" });
    expect(countChange(1, 10)).toMatchObject({ kind: "moved" });
    expect(countChange(7, 0)).toEqual({ kind: "new" });
    const kinds = (now: number, before: number) =>
      (["visitors", "contact_rate", "average_time"] as const).map(
        (key) =>
          METRICS[key].change(totals(now), {
            ...totals(before),
            contacting_sessions: 0,
            duration_seconds: before,
          }).kind,
      );
    expect(kinds(40, 9)).toEqual(["few", "few", "few"]);
    expect(kinds(9, 40)).toEqual(["moved", "few", "few"]);
    expect(kinds(10, 20)).toEqual(["moved", "moved", "moved"]);
    expect(kinds(0, 0)).toEqual(["none", "none", "none"]);
  });

  test("of a count is beyond chance where two counts of things that come by themselves rarely differ so much", () => {
    const chanceOf = (now: number, before: number) => {
      const change = countChange(now, before);
      return change.kind === "moved" && change.chance;
    };
    // A Poisson count of 100 has a standard deviation of 10, the difference of two of them one of 14.
    expect([chanceOf(120, 100), chanceOf(80, 100)]).toEqual(["within", "within"]);
    expect([chanceOf(135, 100), chanceOf(70, 100)]).toEqual(["beyond", "beyond"]);
    expect(chanceOf(10_300, 10_000)).toBe("beyond");
  });

  test("of a rate is beyond chance where the interval of the difference leaves out 0; of times it is not known", () => {
    const [now, before] = [
      { ...sumOf([]), sessions: 1000 },
      { ...sumOf([]), sessions: 1000 },
    ];
    const chances = (contacting: number, seconds: number) =>
      (["contact_rate", "average_time"] as const).map((key) => {
        const change = METRICS[key].change(
          { ...now, contacting_sessions: contacting, duration_seconds: seconds },
          { ...before, contacting_sessions: 300, duration_seconds: 50_000 },
        );
        return change.kind === "moved" && change.chance;
      });
    expect(chances(320, 60_000)).toEqual(["within", "unknown"]);
    expect(chances(360, 60_000)).toEqual(["beyond", "unknown"]);
  });

  test("has the sign of the difference, and is never infinite", () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(1e9), (now, before) => {
        const change = relativeChange(now, before);
        if (change.kind !== "moved") return;
        expect(Math.sign(change.by)).toBe(Math.sign(now - before));
        expect(Number.isFinite(change.by)).toBe(true);
      }),
    );
  });
});

describe("the totals of a period", () => {
  test("without sessions have no rates, instead of zero or NaN", () => {
    const nothing = sumOf([]);
    expect(METRIC_KEYS.map((key) => METRICS[key].value(nothing))).toEqual([0, 0, 0, 0, null, null, null]);
  });

  test("give the contact rate as contacting sessions in all sessions", () => {
    const { totals } = dashboardFixture();
    expect(METRICS.contact_rate.value(totals)).toBe(totals.contacting_sessions / totals.sessions);
    expect(METRICS.bounce_rate.value(totals)).toBe(totals.bounces / totals.sessions);
    expect(METRICS.average_time.value(totals)).toBe(totals.duration_seconds / totals.sessions);
  });
});
