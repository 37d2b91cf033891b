import type { Cell } from "#lib/legacy/compare.ts";

/** What `analytics_legacy_comparison` answers: the last `npm run legacy:compare` as it concerns one owner. */
export type LegacyComparison = {
  /** Compared days with anything on them; 0: never compared. */
  days: number;
  from: string | null;
  to: string | null;
  compared_at: string | null;
  metrics: Omit<Cell, "value">[];
  /** Days on which sessions, page views or clicks differ, the unexplained first. */
  differing: { date: string; unexplained: number; metrics: Cell[] }[];
};
