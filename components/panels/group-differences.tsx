import type { GroupRow } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import { compareRates, roughly, type Share } from "#lib/analytics/rate-intervals.ts";

type CertaintyProps = { rows: GroupRow[]; nameOf: (row: GroupRow) => string; format: Format };

/** How many of the largest groups are held against each other: 6 pairs are still read. */
const COMPARED = 4;

/** For each two of the largest groups whether they differ for sure, or what it would take. */
export function Certainty({ rows, nameOf, format }: CertaintyProps) {
  const groups = rows.filter((row) => row.group_code !== "" && row.sessions > 0).slice(0, COMPARED);
  const pairs = groups.flatMap((a, index) => groups.slice(index + 1).map((b) => [a, b] as const));
  if (pairs.length === 0) return null;
  return (
    <details className="border-line border-t px-5 py-3 text-sm sm:px-6">
      <summary className="cursor-pointer rounded text-muted text-xs hover:text-ink">
        {summary(pairs)} How sure is it?
      </summary>
      <ul className="mt-2 grid gap-1.5 text-ink leading-snug">
        {pairs.map(([a, b]) => (
          <li key={`${a.group_code} ${b.group_code}`}>{sentence(a, b, nameOf, format)}</li>
        ))}
      </ul>
      <p className="mt-2 text-faint text-xs leading-relaxed">
        Ranges by Wilson (1927), differences by Newcombe’s method 10 (1998), 95 % two-sided. “More visits”
        assumes that both groups go on as they have.
      </p>
    </details>
  );
}

function rateOf(row: GroupRow): Share {
  return { part: row.contacting_sessions, all: row.sessions };
}

function summary(pairs: (readonly [GroupRow, GroupRow])[]): string {
  const certain = pairs.filter(([a, b]) => compareRates(rateOf(a), rateOf(b)).kind === "certain").length;
  if (certain === 0) return "No difference between the groups is certain yet.";
  if (certain === pairs.length) return "The groups differ for sure.";
  return `${certain} of ${pairs.length} differences are certain.`;
}

function sentence(a: GroupRow, b: GroupRow, nameOf: (row: GroupRow) => string, format: Format): string {
  const verdict = compareRates(rateOf(a), rateOf(b));
  const names = `${nameOf(a)} and ${nameOf(b)}`;
  switch (verdict.kind) {
    case "certain": {
      const [more, less] = verdict.higher === "a" ? [a, b] : [b, a];
      return `${nameOf(more)} get in touch more often than ${nameOf(less)}: certain.`;
    }
    case "uncertain":
      return verdict.moreVisits === null
        ? `${names}: no difference to be seen.`
        : `${names}: not certain yet; it would take about ${format.count(roughly(verdict.moreVisits))} more visits.`;
    case "unknown":
      return `${names}: nothing to compare.`;
    default:
      return verdict satisfies never;
  }
}
