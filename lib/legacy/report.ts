import { beyondTolerance, type Comparison, type Difference } from "#lib/legacy/compare.ts";
import type { ImportOutcome } from "#lib/legacy/import.ts";

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
