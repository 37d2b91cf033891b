import { z } from "zod";
import { daysBetween, windows } from "#lib/owners/owner-day.ts";
import type { FunctionCaller } from "#lib/supabase/call-as-operator.ts";

const causes = z.record(z.string(), z.int());
const counted = { old: z.int(), new: z.int(), explained: causes, unexplained: z.int() };

/** One number of one (owner, day): `value` is the target, page or group, else `""`. */
const cell = z.object({ metric: z.string(), value: z.string(), ...counted });
const difference = cell.extend({ user_code: z.string(), date: z.string() });
const report = z.object({
  from: z.string(),
  to: z.string(),
  days: z.int(),
  old_rows: z.int(),
  not_imported: z.int(),
  metrics: z.array(z.object({ metric: z.string(), ...counted })),
  differences: z.array(difference),
});

export type Difference = z.infer<typeof difference>;
/** Old against new. `days` counts (owner, day); `differences` holds every number that differs, the unexplained first. */
export type Comparison = z.infer<typeof report>;

/** Hosted Supabase ends a statement of the API after 8 seconds. */
const DAYS_AT_ONCE = { direct: 92, api: 7 };

/**
 * Compares the old system's numbers with Daybook's from one day to another, both included.
 * @param seen told after every window how many days are done
 */
export async function compareLegacy(
  database: FunctionCaller,
  from: string,
  to: string,
  seen: (days: number) => void = () => {},
): Promise<Comparison> {
  const total: Comparison = { from, to, days: 0, old_rows: 0, not_imported: 0, metrics: [], differences: [] };
  for (const window of windows(from, to, DAYS_AT_ONCE[database.isDirect ? "direct" : "api"])) {
    const args = { p_from: window.from, p_to: window.to };
    const part = report.parse(await database.call("analytics_compare_legacy_metrics", args));
    total.days += part.days;
    total.old_rows += part.old_rows;
    total.not_imported += part.not_imported;
    for (const metric of part.metrics) addMetric(total, metric);
    total.differences.push(...part.differences);
    seen(daysBetween(window.from, window.to) + 1);
  }
  total.differences.sort((a, b) => Math.abs(b.unexplained) - Math.abs(a.unexplained));
  total.metrics.sort((a, b) => a.metric.localeCompare(b.metric));
  return total;
}

function addMetric(total: Comparison, part: Comparison["metrics"][number]): void {
  const known = total.metrics.find(({ metric }) => metric === part.metric);
  if (!known) {
    total.metrics.push(structuredClone(part));
    return;
  }
  known.old += part.old;
  known.new += part.new;
  known.unexplained += part.unexplained;
  for (const [cause, rows] of Object.entries(part.explained)) {
    known.explained[cause] = (known.explained[cause] ?? 0) + rows;
  }
}

/** The differences whose unexplained part is more than so many per cent of the old number. */
export function beyondTolerance({ differences }: Comparison, percent: number): Difference[] {
  return differences.filter(
    ({ old, unexplained }) => Math.abs(unexplained) > (percent / 100) * Math.max(old, 1) && unexplained !== 0,
  );
}

/** What the SQL function `analytics_legacy_comparison` answers: the last `npm run legacy:compare` as it concerns one owner. */
export const legacyComparison = z.object({
  /** Compared days with anything on them; 0: never compared. */
  days: z.number(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  compared_at: z.string().nullable(),
  metrics: z.array(cell.omit({ value: true })),
  /** Days on which sessions, page views or clicks differ, the unexplained first. */
  differing: z.array(z.object({ date: z.string(), unexplained: z.number(), metrics: z.array(cell) })),
});
export type LegacyComparison = z.infer<typeof legacyComparison>;
