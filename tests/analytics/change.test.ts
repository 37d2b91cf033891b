import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countChange, pointChange, relativeChange } from "#lib/analytics/comparison.ts";
import { METRIC_KEYS, METRICS } from "#lib/analytics/metrics.ts";
import { sumOf } from "#lib/analytics/series.ts";
import { dashboardFixture } from "#tests/analytics/fixture.ts";

describe("a change", () => {
  test("of a count is relative to what it was", () => {
    expect(relativeChange(112, 100)).toEqual({ kind: "moved", by: 0.12, unit: "percent" });
    expect(relativeChange(50, 100)).toEqual({ kind: "moved", by: -0.5, unit: "percent" });
  });

  test("from nothing to something is new, never a percentage", () => {
    expect(relativeChange(7, 0)).toEqual({ kind: "new" });
    expect(relativeChange(0, 0)).toEqual({ kind: "none" });
  });

  test("too small to be written is no change", () => {
    expect(relativeChange(1001, 1000)).toEqual({ kind: "same" });
    expect(pointChange(0.3124, 0.3121)).toEqual({ kind: "same" });
  });

  test("of a rate is a difference in points", () => {
    const change = pointChange(0.3, 0.25);
    expect(change).toMatchObject({ kind: "moved", unit: "points" });
    expect(change.kind === "moved" && change.by).toBeCloseTo(0.05);
  });

  test("cannot be told where either number could not be formed", () => {
    expect(relativeChange(null, 3)).toEqual({ kind: "none" });
    expect(pointChange(0.2, null)).toEqual({ kind: "none" });
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
