import { describe, expect, test } from "vitest";
import { packDashboard, unpackDashboard } from "#lib/analytics/packed-dashboard.ts";
import { dashboardFixture } from "#tests/analytics/fixture.ts";

describe("a dashboard that a page carries", () => {
  test.each([
    { from: "2026-10-24", to: "2026-11-22" },
    { from: "2024-02-01", to: "2026-11-22" },
    { from: "2026-11-22", to: "2026-11-22" },
    { from: "2026-10-24", to: "2026-11-22", compare: "none" as const },
    { from: "2026-10-24", to: "2026-11-22", scale: 0 },
  ])("comes out as it went in, but for when its days were computed: %o", (options) => {
    const dashboard = dashboardFixture(options);
    const carried = unpackDashboard(JSON.parse(JSON.stringify(packDashboard(dashboard))));
    for (const day of [...dashboard.days, ...(dashboard.previous?.days ?? [])]) day.computed_at = null;
    expect(carried).toEqual(dashboard);
  });

  test("needs less than a quarter of the room for a year's days", () => {
    const { days } = dashboardFixture({ from: "2025-11-23", to: "2026-11-22" });
    const packed = packDashboard(dashboardFixture({ from: "2025-11-23", to: "2026-11-22" })).days;
    expect(JSON.stringify(packed).length).toBeLessThan(JSON.stringify(days).length / 4);
  });
});
