import type { Dashboard } from "#lib/analytics/dashboard.ts";

/** Whether the days compared with were counted: `partly` when counting began in the middle of them. */
export type Comparison = "none" | "before_counting" | "partly" | "whole";

/** How far the comparison of a dashboard can be trusted. */
export function comparisonOf({ previous, owner }: Pick<Dashboard, "previous" | "owner">): Comparison {
  if (!previous) return "none";
  if (owner.first_date === null || previous.to < owner.first_date) return "before_counting";
  return previous.from < owner.first_date ? "partly" : "whole";
}

/**
 * Takes away a comparison with days on which nothing was counted yet: against them everything would be new, which
 * says nothing about visitors.
 */
export function withoutEmptyComparison(dashboard: Dashboard): Dashboard {
  if (comparisonOf(dashboard) !== "before_counting") return dashboard;
  const { targets, pages } = dashboard;
  return {
    ...dashboard,
    previous: null,
    targets: { ...targets, rows: targets.rows.map((row) => ({ ...row, previous_clicks: null })) },
    pages: { ...pages, rows: pages.rows.map((row) => ({ ...row, previous_page_views: null })) },
  };
}
