import type { Dashboard } from "#lib/analytics/dashboard.ts";

/**
 * How a number moved against the one it is compared with. `new`: it was nothing before, so no percentage is true;
 * `none`: there is nothing to compare. `by` is relative for counts (0.12: 12% more) and a difference for rates (0.02:
 * two percentage points more), because a percentage of a percentage misleads.
 */
export type Change =
  | { kind: "none" }
  | { kind: "new" }
  | { kind: "same" }
  | { kind: "moved"; by: number; unit: "percent" | "points" };

/** The relative change from `before` to `now`: (now - before) / before. A null is a number that could not be formed. */
export function relativeChange(now: number | null, before: number | null): Change {
  if (now === null || before === null) return { kind: "none" };
  if (before === 0) return now === 0 ? { kind: "none" } : { kind: "new" };
  return moved((now - before) / before, "percent", 100);
}

/** The change of a rate in percentage points: now - before, both ratios. */
export function pointChange(now: number | null, before: number | null): Change {
  if (now === null || before === null) return { kind: "none" };
  return moved(now - before, "points", 1000);
}

/** What would be written as 0 has not moved for any reader; `steps` is how many written steps make 1. */
function moved(by: number, unit: "percent" | "points", steps: number): Change {
  return Math.round(by * steps) === 0 ? { kind: "same" } : { kind: "moved", by, unit };
}

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
