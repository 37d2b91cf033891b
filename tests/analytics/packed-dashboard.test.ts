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

  test.each([
    { what: "a year", part: 3, from: "2025-11-23", to: "2026-11-22" },
    { what: "a month", part: 2, from: "2026-10-24", to: "2026-11-22" },
  ])("needs for $what less than a $part. part of its room", ({ part, ...period }) => {
    const dashboard = dashboardFixture(period);
    const packed = JSON.stringify(packDashboard(dashboard));
    expect(packed.length).toBeLessThan(JSON.stringify(dashboard).length / part);
    // Names of fields stand once a list, in a page that escapes each quotation mark.
    expect(packed.split('"').length).toBeLessThan(JSON.stringify(dashboard).split('"').length / part);
  });
});
