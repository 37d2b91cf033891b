import type { Dashboard } from "#lib/analytics/dashboard.ts";

/**
 * How a number moved against the one it is compared with. `new`: it was nothing before, so no percentage is true; `few`:
 * there was too little before; `none`: there is nothing to compare. `by` is relative for counts (0.12: 12% more) and a
 * difference for rates (0.02: two percentage points more), because a percentage of a percentage misleads.
 */
export type Change =
  | { kind: "none" }
  | { kind: "new" }
  | { kind: "few" }
  | { kind: "same" }
  | { kind: "moved"; by: number; unit: "percent" | "points" };

/**
 * Below so many before, nothing is said about how a number moved: from 3 visitors to 5 is chance, and `+67%` is not how
 * anybody would tell it.
 */
export const FEWEST_COMPARED = 10;

/** The relative change from `before` to `now`: (now - before) / before. A null is a number that could not be formed. */
export function relativeChange(now: number | null, before: number | null): Change {
  if (now === null || before === null) return { kind: "none" };
  if (before === 0) return now === 0 ? { kind: "none" } : { kind: "new" };
  return moved((now - before) / before, "percent", 100);
}

/** The change of a count. */
export function countChange(now: number, before: number): Change {
  const change = relativeChange(now, before);
  return change.kind !== "none" && before > 0 && before < FEWEST_COMPARED ? { kind: "few" } : change;
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

/**
 * Whether what is shown may be held against what it is compared with: not a day that has only begun against a whole one.
 * False too when nothing is compared.
 */
export function isFairlyCompared({ previous, period }: Pick<Dashboard, "previous" | "period">): boolean {
  return previous !== null && (period.from < period.today || previous.until !== null);
}

/** Takes away the numbers that rows would be compared with, where that would not be fair. */
export function withoutUnfairChanges(dashboard: Dashboard): Dashboard {
  if (!dashboard.previous || isFairlyCompared(dashboard)) return dashboard;
  const { targets, pages } = dashboard;
  return {
    ...dashboard,
    targets: { ...targets, rows: targets.rows.map((row) => ({ ...row, previous_clicks: null })) },
    pages: { ...pages, rows: pages.rows.map((row) => ({ ...row, previous_page_views: null })) },
  };
}
