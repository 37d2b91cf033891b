import { describe, expect, test } from "vitest";
import { isComparable, withoutUnfairComparison } from "#lib/analytics/comparison.ts";
import { dashboardFixture } from "#tests/analytics/fixture.ts";

describe("a comparison", () => {
  test.each(["2026-10-24", "2026-10-23", "2026-09-25"])(
    "with days before counting began on %s is taken away, so that nothing is called new or a hundredfold",
    (firstDate) => {
      const dashboard = withoutUnfairComparison(dashboardFixture({ firstDate }));
      expect(dashboard.previous).toBeNull();
      expect(dashboard.targets.rows.every((row) => row.previous_clicks === null)).toBe(true);
      expect(dashboard.pages.rows.every((row) => row.previous_page_views === null)).toBe(true);
    },
  );

  test("with days that were all counted stays as it is", () => {
    const dashboard = dashboardFixture({ firstDate: "2026-09-24" });
    expect(isComparable(dashboard)).toBe(true);
    expect(withoutUnfairComparison(dashboard)).toBe(dashboard);
  });

  test("that was not asked for is not missed", () => {
    const dashboard = dashboardFixture({ compare: "none" });
    expect(isComparable(dashboard)).toBe(false);
    expect(withoutUnfairComparison(dashboard)).toBe(dashboard);
  });
});
