import { describe, expect, test } from "vitest";
import { comparisonOf, withoutEmptyComparison } from "#lib/analytics/comparison.ts";
import { dashboardFixture } from "./fixture.ts";

describe("a comparison", () => {
  test("with days before counting began is taken away, so that nothing is called new", () => {
    const dashboard = withoutEmptyComparison(dashboardFixture({ firstDate: "2026-10-24" }));
    expect(dashboard.previous).toBeNull();
    expect(dashboard.targets.rows.every((row) => row.previous_clicks === null)).toBe(true);
    expect(dashboard.pages.rows.every((row) => row.previous_page_views === null)).toBe(true);
  });

  test("with days that were counted stays as it is", () => {
    const dashboard = dashboardFixture();
    expect(withoutEmptyComparison(dashboard)).toBe(dashboard);
  });

  test("says when counting began in the middle of it", () => {
    expect(comparisonOf(dashboardFixture({ firstDate: "2026-10-01" }))).toBe("partly");
    expect(comparisonOf(dashboardFixture({ firstDate: "2026-09-24" }))).toBe("whole");
    expect(comparisonOf(dashboardFixture({ compare: "none" }))).toBe("none");
  });
});
