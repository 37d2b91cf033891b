import type { Dashboard } from "#lib/analytics/dashboard.ts";

/** Whether every day compared with lies after counting began; false too when nothing is compared. */
export function isComparable({ previous, owner }: Pick<Dashboard, "previous" | "owner">): boolean {
  return previous !== null && owner.first_date !== null && previous.from >= owner.first_date;
}

/**
 * Takes away a comparison with days on which nothing was counted yet: against them everything would be new, or a
 * hundredfold, which says nothing about visitors.
 */
export function withoutUnfairComparison(dashboard: Dashboard): Dashboard {
  if (!dashboard.previous || isComparable(dashboard)) return dashboard;
  const { targets, pages } = dashboard;
  return {
    ...dashboard,
    previous: null,
    targets: { ...targets, rows: targets.rows.map((row) => ({ ...row, previous_clicks: null })) },
    pages: { ...pages, rows: pages.rows.map((row) => ({ ...row, previous_page_views: null })) },
  };
}
