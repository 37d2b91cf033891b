import { z } from "zod";
import type { ImportOutcome } from "#lib/legacy/import.ts";
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

/** What a class of differences means, in one sentence. */
export const CAUSES: Record<string, string> = {
  time_zone: "the owner's day is another one than the day in UTC",
  late: "the event reached the old system on another day than it happened",
  duplicate: "the same event stands in the old table more than once",
  bot: "the old system counted bots",
  renamed: "pages without host and query, contact methods by their one name",
  session_share: "an event takes the group of its session",
  no_session: "rows without a session are visits of their own",
  midnight: "a session belongs to the day it began",
  undated: "the old row has no time of arrival",
  new_events: "events that were never in the old table",
  unknown_owner: "no owner of this code exists: make it, or import with --create-owners",
  invalid_owner: "the row's owner code can be no owner's",
  no_owner: "the row names no owner",
  unknown_event_type: "the event type is not in the mapping",
  event_data_is_no_object: "the event data cannot be read",
  click_without_target: "the click names no contact method",
  no_time: "the row has no time at all",
  purged_day: "the day's raw events were purged: its rows are never rebuilt",
};

const MOST_LINES = 20;

/** What an import did, as lines for people. */
export function importLines(outcome: ImportOutcome): string[] {
  const { rows, imported, duplicate, dual_write, filtered, unmapped, reasons, days } = outcome;
  const lines = [
    `${count(rows)} rows considered: ${count(imported)} imported, ${count(duplicate)} duplicates, ` +
      `${count(dual_write)} of the dual write, ${count(filtered)} filtered, ${count(unmapped)} not mapped`,
    ...Object.entries(reasons)
      .sort(([, a], [, b]) => b - a)
      .map(([reason, n]) => `  ${count(n).padStart(10)}  ${reason}: ${CAUSES[reason] ?? ""}`),
  ];
  if (outcome.owners_created.length > 0) lines.push(`owners made: ${outcome.owners_created.join(", ")}`);
  lines.push(`${count(days)} days rebuilt${outcome.failed > 0 ? `, ${count(outcome.failed)} failed` : ""}`);
  return lines;
}

/** A comparison as lines for people: each number old and new, why they differ, and what nobody can explain. */
export function comparisonLines(comparison: Comparison, percent: number): string[] {
  const lines = [
    `Old against new, ${comparison.from} to ${comparison.to}: ${count(comparison.days)} days of owners`,
  ];
  for (const { metric, old, new: now, explained, unexplained } of comparison.metrics) {
    lines.push(
      "",
      `${metric.padEnd(12)} old ${count(old)}   new ${count(now)}   unexplained ${count(unexplained)}`,
    );
    for (const [cause, rows] of Object.entries(explained).sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))) {
      lines.push(`  ${signed(rows).padStart(10)}  ${cause}: ${CAUSES[cause] ?? ""}`);
    }
  }
  if (comparison.not_imported > 0) {
    lines.push(
      "",
      `${count(comparison.not_imported)} old rows have not been imported: run npm run legacy:import.`,
    );
  }
  const beyond = beyondTolerance(comparison, percent);
  lines.push(
    "",
    beyond.length === 0
      ? "Nothing is unexplained."
      : `${count(beyond.length)} numbers differ beyond ${percent} %:`,
  );
  lines.push(...beyond.slice(0, MOST_LINES).map(differenceLine));
  if (beyond.length > MOST_LINES)
    lines.push(`  and ${count(beyond.length - MOST_LINES)} more: --json lists them all`);
  return lines;
}

function differenceLine({ user_code, date, metric, value, old, new: now, unexplained }: Difference): string {
  return `  ${user_code || "(no owner)"} ${date} ${metric}${value && ` ${value}`}: old ${old}, new ${now}, unexplained ${signed(unexplained)}`;
}

const count = (value: number) => value.toLocaleString("en-US");
const signed = (value: number) => `${value > 0 ? "+" : ""}${count(value)}`;
