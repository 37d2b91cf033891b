import { describe, expect, test } from "vitest";
import { isFairlyCompared, withoutUnfairChanges } from "#lib/analytics/comparison.ts";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import { seriesOf, trendOf } from "#lib/analytics/series.ts";
import { dashboardFixture } from "#tests/analytics/fixture.ts";

const whole = (dashboard: Dashboard): Dashboard => ({
  ...dashboard,
  previous: dashboard.previous && { ...dashboard.previous, until: null },
});

describe("a comparison", () => {
  test("of a day that has only begun with a whole one is not fair: its lines are drawn, no change is told", () => {
    const dashboard = whole(dashboardFixture({ from: "2026-11-22" }));
    expect(isFairlyCompared(dashboard)).toBe(false);
    const shown = withoutUnfairChanges(dashboard);
    expect(shown.previous).toBe(dashboard.previous);
    expect(shown.targets.rows.every((row) => row.previous_clicks === null)).toBe(true);
    expect(shown.pages.rows.every((row) => row.previous_page_views === null)).toBe(true);
  });

  test("until the same minute, of a period of more days, or of days that are over, stays as it is", () => {
    for (const dashboard of [
      dashboardFixture({ from: "2026-11-22" }),
      whole(dashboardFixture({ from: "2026-11-21" })),
      dashboardFixture({ from: "2026-11-21", to: "2026-11-21" }),
    ]) {
      expect(isFairlyCompared(dashboard)).toBe(true);
      expect(withoutUnfairChanges(dashboard)).toBe(dashboard);
    }
    expect(isFairlyCompared(dashboardFixture({ compare: "none" }))).toBe(false);
  });
});

describe("before counting began", () => {
  test("nothing is drawn by the day, not even nothing, and the trend begins with the first day", () => {
    const dashboard = dashboardFixture({ firstDate: "2026-11-10", compare: "none" });
    const { points } = seriesOf(dashboard, "sessions");
    expect(points.filter(({ value }) => value === null).map(({ label }) => label)).toEqual(
      dashboard.days.map(({ date }) => date).filter((date) => date < "2026-11-10"),
    );
    expect(trendOf(dashboard, "sessions")).toHaveLength(12);
  });

  test("a week is drawn by the days that were counted, and says how many", () => {
    const dashboard = dashboardFixture({ from: "2026-05-01", firstDate: "2026-11-07", compare: "none" });
    const { points, step } = seriesOf(dashboard, "sessions");
    expect(step).toBe("week");
    expect(points.slice(-3)).toMatchObject([
      { partial: "2 days only" },
      { partial: null },
      { partial: "so far" },
    ]);
    expect(points.slice(0, -3).every(({ value, partial }) => value === null && partial === null)).toBe(true);
  });
});
