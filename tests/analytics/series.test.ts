import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { METRIC_KEYS, METRICS } from "#lib/analytics/metrics.ts";
import { isHourly, seriesOf, sumOf, trendOf } from "#lib/analytics/series.ts";
import { DAY_MS } from "#lib/contract.ts";
import { dashboardFixture } from "#tests/analytics/fixture.ts";

const today = "2026-11-22";
const daysBefore = (days: number) => new Date(Date.parse(today) - days * DAY_MS).toISOString().slice(0, 10);

describe("the main chart", () => {
  test.each([
    [30, "day"],
    [100, "day"],
    [101, "week"],
    [400, "week"],
    [401, "month"],
  ])("draws %i days by the %s", (length, step) => {
    const dashboard = dashboardFixture({ from: daysBefore(length - 1) });
    expect(seriesOf(dashboard, "sessions").step).toBe(step);
  });

  test("adds up to the total, however long the period", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 900 }), (length) => {
        const dashboard = dashboardFixture({ from: daysBefore(length - 1) });
        const { points } = seriesOf(dashboard, "clicks");
        expect(points.reduce((sum, point) => sum + (point.value ?? 0), 0)).toBe(dashboard.totals.clicks);
      }),
      { numRuns: 30 },
    );
  });

  test("forms a week's rate from the week's own totals", () => {
    const dashboard = dashboardFixture({ from: daysBefore(139) });
    const lastWeek = sumOf(dashboard.days.slice(-7));
    expect(seriesOf(dashboard, "contact_rate").points.at(-1)?.value).toBe(
      lastWeek.contacting_sessions / lastWeek.sessions,
    );
  });

  test("marks today, and only what is not whole, as partial", () => {
    const { points } = seriesOf(dashboardFixture(), "visitors");
    expect(points.filter((point) => point.partial !== null)).toEqual([
      expect.objectContaining({ label: today, partial: "so far" }),
    ]);
    const closed = seriesOf(dashboardFixture({ to: "2026-11-21" }), "visitors");
    expect(closed.points.every((point) => point.partial === null)).toBe(true);
  });

  test("lets the oldest week be the short one, and says how short", () => {
    const { points } = seriesOf(dashboardFixture({ from: "2026-06-30", to: "2026-11-21" }), "visitors");
    expect(points[0]).toMatchObject({ label: "2026-06-30", partial: "5 days only" });
    expect(points.slice(1).every((point) => point.partial === null)).toBe(true);
  });

  test("lays each day beside the day it is compared with", () => {
    const { points } = seriesOf(dashboardFixture(), "visitors");
    expect(points[0]?.previousLabel).toBe("2026-09-24");
    expect(points.at(-1)?.previousLabel).toBe("2026-10-23");
  });

  test("has no number for hours that have not come, on the owner's clock", () => {
    // 11:03 in UTC is 12:03 in Berlin.
    const { step, points } = seriesOf(dashboardFixture({ from: today }), "page_views");
    expect(step).toBe("hour");
    expect(points).toHaveLength(24);
    expect(points[11]).toMatchObject({ label: "11", partial: null });
    expect(points[12]).toMatchObject({ label: "12", partial: "so far" });
    expect(points.slice(13).every((point) => point.value === null)).toBe(true);
  });

  test("lays each hour beside the same hour of the day compared with, whole and with its date", () => {
    const dashboard = dashboardFixture({ from: today });
    const { points } = seriesOf(dashboard, "sessions");
    expect(points[20]).toMatchObject({ value: null, previousLabel: "2026-11-21 20" });
    expect(points.reduce((sum, point) => sum + (point.previous ?? 0), 0)).toBe(
      dashboard.previous?.hours?.reduce((sum, hour) => sum + hour.sessions, 0),
    );
    const alone = seriesOf(dashboardFixture({ from: today, compare: "none" }), "sessions").points;
    expect(alone.every((point) => point.previous === null && point.previousLabel === null)).toBe(true);
  });

  test("forms an hour's contact rate from the sessions that began in it, and none where none began", () => {
    const dashboard = dashboardFixture({ from: today });
    const ten = dashboard.hours![10]!;
    const { points } = seriesOf(dashboard, "contact_rate");
    expect(points[10]?.value).toBe(ten.contacting_sessions / ten.sessions);
    expect(dashboard.hours![2]!.sessions).toBe(0);
    expect(points[2]?.value).toBeNull();
  });

  test("shows weekends only where a point is a day", () => {
    const weekend = seriesOf(dashboardFixture(), "visitors").points.filter((point) => point.weekend);
    expect(weekend.map((point) => point.label).slice(0, 3)).toEqual([
      "2026-10-24",
      "2026-10-25",
      "2026-10-31",
    ]);
  });
});

test("a trend never has more than 40 numbers, and none that is not a number", () => {
  for (const key of METRIC_KEYS) {
    const trend = trendOf(dashboardFixture({ from: daysBefore(729), scale: 0.02 }), key);
    expect(trend.length).toBeLessThanOrEqual(40);
    expect(trend.every((value) => value === null || Number.isFinite(value))).toBe(true);
    expect(METRICS[key].label).not.toBe("");
  }
});

test("a trend has no zero for a day whose rate could not be formed, and one for a day without visits", () => {
  const dashboard = dashboardFixture({ from: daysBefore(9), scale: 0.02 });
  const empty = dashboard.days.slice(0, -1).map(({ sessions }) => sessions === 0);
  expect(empty).toContain(true);
  expect(empty).toContain(false);
  expect(trendOf(dashboard, "contact_rate").map((value) => value === null)).toEqual(empty);
  expect(trendOf(dashboard, "sessions")).not.toContain(null);
});

test("a trend does not fall at its end because today is not over, or because the days do not divide evenly", () => {
  for (const length of [30, 91, 365]) {
    const dashboard = dashboardFixture({ from: daysBefore(length - 1) });
    const over = dashboard.days.slice(0, -1);
    const size = Math.ceil(over.length / 40);
    const trend = trendOf(dashboard, "sessions");
    expect(trend.at(-1)).toBe(sumOf(over.slice(-size)).sessions);
    expect(trend).toHaveLength(Math.floor(over.length / size));
  }
  expect(trendOf(dashboardFixture({ from: daysBefore(9), firstDate: today }), "sessions")).toHaveLength(1);
});

test("today's trend ends with the hour that is under way", () => {
  expect(trendOf(dashboardFixture({ from: today }), "sessions")).toHaveLength(13);
  expect(trendOf(dashboardFixture({ from: "2026-11-21", to: "2026-11-21" }), "sessions")).toHaveLength(24);
});

test("all but times and bounces is counted by the hour", () => {
  expect(METRIC_KEYS.filter(isHourly)).toEqual([
    "visitors",
    "sessions",
    "page_views",
    "clicks",
    "contact_rate",
  ]);
});
