import { z } from "zod";
import type { ImportOutcome } from "#lib/legacy/import.ts";
import type { Era, Preview } from "#lib/legacy/preview.ts";
import { inSteps } from "#lib/legacy/steps.ts";
import { daysBetween, plusDays, windows } from "#lib/owners/owner-day.ts";
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
  left_out: z.array(z.object({ reason: z.string(), kind: z.string(), rows: z.int() })),
  metrics: z.array(z.object({ metric: z.string(), ...counted })),
  differences: z.array(difference),
});

export type Difference = z.infer<typeof difference>;
/**
 * Old against new. `days` counts (owner, day); `left_out` the old rows that are not in Daybook, by reason and, where the
 * kind is the reason, by kind; `differences` holds every number that differs, the unexplained first.
 */
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
  const total: Comparison = {
    from,
    to,
    days: 0,
    old_rows: 0,
    not_imported: 0,
    left_out: [],
    metrics: [],
    differences: [],
  };
  const compare = async (window: Window) => {
    // Rows without a day belong to no window: the first one counts them.
    const args = { p_from: window.from, p_to: window.to, p_with_undated: window.from === from };
    const part = report.parse(await database.call("analytics_compare_legacy_metrics", args));
    total.days += part.days;
    total.old_rows += part.old_rows;
    total.not_imported += part.not_imported;
    for (const left of part.left_out) addLeftOut(total, left);
    for (const metric of part.metrics) addMetric(total, metric);
    total.differences.push(...part.differences);
    seen(daysBetween(window.from, window.to) + 1);
  };
  for (const window of windows(from, to, DAYS_AT_ONCE[database.isDirect ? "direct" : "api"])) {
    await inSteps(window, halvesOf, compare);
  }
  total.differences.sort((a, b) => Math.abs(b.unexplained) - Math.abs(a.unexplained));
  total.metrics.sort((a, b) => a.metric.localeCompare(b.metric));
  return total;
}

type Window = { from: string; to: string };

function halvesOf({ from, to }: Window): [Window, Window] | null {
  const days = daysBetween(from, to);
  if (days === 0) return null;
  const middle = plusDays(from, Math.floor(days / 2));
  return [
    { from, to: middle },
    { from: plusDays(middle, 1), to },
  ];
}

function addLeftOut(total: Comparison, left: Comparison["left_out"][number]): void {
  const known = total.left_out.find(({ reason, kind }) => reason === left.reason && kind === left.kind);
  if (known) known.rows += left.rows;
  else total.left_out.push({ ...left });
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

/** Reasons to leave an old row out that are meant: what else is left out is missing. */
const MEANT = ["bot", "ignored"];

/** Causes that say of an old row that it is not in Daybook although nobody meant to leave it out. */
export const MISSING_CAUSES = [
  "unknown_owner",
  "invalid_owner",
  "no_owner",
  "unknown_event_type",
  "event_data_is_no_object",
  "click_without_target",
  "no_time",
  "purged_day",
];

/** How many old rows are not in Daybook although nobody meant to leave them out. */
export function missingRows({ not_imported, left_out }: Comparison): number {
  return left_out.reduce((sum, { reason, rows }) => sum + (MEANT.includes(reason) ? 0 : rows), not_imported);
}

/** Whether old and new are equal but for what is explained: no number and no row is beyond the tolerance, in per cent. */
export function isEqual(comparison: Comparison, percent: number): boolean {
  return (
    beyondTolerance(comparison, percent).length === 0 &&
    missingRows(comparison) <= (percent / 100) * comparison.old_rows
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
  folded_code: "the old row writes the owner code in another case or with blanks",
  session_row: "the old row only says that a session began",
  ignored: "the mapping leaves events of this kind out on purpose",
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

/** What an import would do, as lines for people: era by era what its rows have, and what of them would be left out. */
export function previewLines({ rows, eras }: Preview): string[] {
  return [
    `${count(rows)} old rows, by the shape of their data. Nothing has been changed.`,
    ...eras.flatMap((era, place) => ["", ...eraLines(era, place + 1)]),
  ];
}

function eraLines(era: Era, number: number): string[] {
  const { keys, as_text, first, last, rows, left_out, kinds, examples } = era;
  const share = (name: string, some: number) =>
    `  ${count(some).padStart(10)}  ${name} (${rows === 0 ? 0 : Math.floor((100 * some) / rows)} %)`;
  const day = (time: string | null) => time?.slice(0, 10) ?? "no time";
  return [
    `Era ${number}: ${count(rows)} rows, ${day(first)} to ${day(last)}`,
    `  keys: ${keys.join(", ") || "none"}${as_text > 0 ? `; ${count(as_text)} rows keep their JSON as text` : ""}`,
    share("have a session", era.session),
    share("have an own time", era.time),
    share("have a page", era.page),
    share("have a share", era.share),
    share("are of a known kind", era.kind),
    share("would be imported", era.understood),
    ...Object.entries(left_out)
      .sort(([, a], [, b]) => b - a)
      .map(([reason, n]) => `  ${count(n).padStart(10)}  left out, ${reason}: ${CAUSES[reason] ?? ""}`),
    ...Object.entries(kinds)
      .sort(([, a], [, b]) => b - a)
      .map(([kind, n]) => `  ${count(n).padStart(10)}  of the unknown kind ${kind || "(none)"}`),
    ...examples.map(({ id, reason, data }) => `  for example ${reason}, row ${id}: ${data ?? "no object"}`),
  ];
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
  const beyond = beyondTolerance(comparison, percent);
  if (beyond.length > 0) {
    lines.push("", `${count(beyond.length)} numbers differ beyond ${percent} %:`);
    lines.push(...beyond.slice(0, MOST_LINES).map(differenceLine));
    if (beyond.length > MOST_LINES)
      lines.push(`  and ${count(beyond.length - MOST_LINES)} more: --json lists them all`);
  }
  lines.push(...leftOutLines(comparison));
  const missing = missingRows(comparison);
  if (missing > 0)
    lines.push("", `${count(missing)} of ${count(comparison.old_rows)} old rows are missing in Daybook.`);
  else if (beyond.length === 0) lines.push("", "Nothing is unexplained.");
  return lines;
}

/** The old rows that are not in Daybook, by reason and kind, the most first. */
function leftOutLines({ left_out, not_imported }: Comparison): string[] {
  const lines = left_out
    .toSorted((a, b) => b.rows - a.rows)
    .map(({ reason, kind, rows }) => {
      const named = kind || reason !== "unknown_event_type" ? kind : "(none)";
      return `  ${count(rows).padStart(10)}  ${reason}${named && ` ${named}`}: ${CAUSES[reason] ?? ""}`;
    });
  if (not_imported > 0) lines.unshift(`  ${count(not_imported).padStart(10)}  no import has considered them`);
  return lines.length === 0
    ? []
    : ["", "Old rows that are not in Daybook:", ...lines.slice(0, MOST_LINES * 2)];
}

function differenceLine({ user_code, date, metric, value, old, new: now, unexplained }: Difference): string {
  return `  ${user_code || "(no owner)"} ${date} ${metric}${value && ` ${value}`}: old ${old}, new ${now}, unexplained ${signed(unexplained)}`;
}

const count = (value: number) => value.toLocaleString("en-US");
const signed = (value: number) => `${value > 0 ? "+" : ""}${count(value)}`;
