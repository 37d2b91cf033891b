import type { Dashboard } from "#lib/analytics/dashboard.ts";
import { compareRates, type Share, wilson } from "#lib/analytics/rate-intervals.ts";

/**
 * How a number moved against the one it is compared with. `new`: it was nothing before, so no percentage is true; `few`:
 * there was too little before; `none`: there is nothing to compare. `by` is relative for counts (0.12: 12% more) and a
 * difference for rates (0.02: two percentage points more), because a percentage of a percentage misleads. `chance`: whether
 * chance alone may have made it, with 95 % certainty; `unknown` where nothing is kept that would tell.
 */
export type Change =
  | { kind: "none" }
  | { kind: "new" }
  | { kind: "few" }
  | { kind: "same" }
  | { kind: "moved"; by: number; unit: "percent" | "points"; chance: Chance };

type Chance = "within" | "beyond" | "unknown";

/**
 * Below so many before, nothing is said about how a number moved: from 3 visitors to 5 is chance, and `+67%` is not how
 * anybody would tell it.
 */
export const FEWEST_COMPARED = 10;

/** The relative change from `before` to `now`: (now - before) / before. A null is a number that could not be formed. */
export function relativeChange(
  now: number | null,
  before: number | null,
  chance: Chance = "unknown",
): Change {
  if (now === null || before === null) return { kind: "none" };
  if (before === 0) return now === 0 ? { kind: "none" } : { kind: "new" };
  return moved((now - before) / before, "percent", 100, chance);
}

/**
 * The change of a count. If nothing but chance divides all that came between now and before, the part that came now is a
 * rate around one half (the conditional test of two Poisson counts), so Wilson's interval of it tells whether it is.
 */
export function countChange(now: number, before: number): Change {
  const part = wilson({ part: now, all: now + before });
  const isWithin = !part || (part.low <= 0.5 && part.high >= 0.5);
  const change = relativeChange(now, before, isWithin ? "within" : "beyond");
  return change.kind !== "none" && before > 0 && before < FEWEST_COMPARED ? { kind: "few" } : change;
}

/** The change of a rate in percentage points: now - before, both ratios. */
export function rateChange(now: Share, before: Share): Change {
  if (now.all === 0 || before.all === 0) return { kind: "none" };
  const chance = compareRates(now, before).kind === "certain" ? "beyond" : "within";
  return moved(now.part / now.all - before.part / before.all, "points", 1000, chance);
}

/** What would be written as 0 has not moved for any reader; `steps` is how many written steps make 1. */
function moved(by: number, unit: "percent" | "points", steps: number, chance: Chance): Change {
  return Math.round(by * steps) === 0 ? { kind: "same" } : { kind: "moved", by, unit, chance };
}

type ComparedDays = { previous: { until: string | null } | null; period: { from: string; today: string } };

/**
 * Whether what is shown may be held against what it is compared with: not a day that has only begun against a whole one.
 * False too when nothing is compared.
 */
export function isFairlyCompared({ previous, period }: ComparedDays): boolean {
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
