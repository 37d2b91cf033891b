"use client";

import { ExportButton } from "#components/export/export-button.tsx";
import { ItemLink, useFilters } from "#components/filters/filter-context.tsx";
import { groupLabel } from "#components/filters/labels.ts";
import { LongList } from "#components/ui/long-list.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { Dashboard, GroupRow } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import { METRICS } from "#lib/analytics/metrics.ts";
import { isChosen, pressed } from "#lib/analytics/query.ts";
import { compareRates, type Interval, roughly, type Share, wilson } from "#lib/analytics/rate-intervals.ts";

type GroupsPanelProps = { dashboard: Dashboard; format: Format };

/** Groups side by side: how many of their sessions led to a contact, how certain that is, and whether groups differ. */
export function GroupsPanel({ dashboard, format }: GroupsPanelProps) {
  const { rows, more } = dashboard.groups;
  const highest = Math.max(...rows.map((row) => intervalOf(row)?.high ?? 0), 0.01);
  return (
    <Panel
      title="Groups"
      description="The share of sessions that led to a contact, and the range it lies in with 95% certainty"
      actions={<ExportButton table="groups" />}
      flush
    >
      {rows.length === 0 ? (
        <EmptyState title="No visits through any group">
          Give friends, family and business their own share links to see who gets in touch.
        </EmptyState>
      ) : (
        <>
          <LongList rows={rows} more={more} initial={6} className="divide-y divide-line border-line border-t">
            {(row) => (
              <GroupItem row={row} name={groupName(dashboard, row)} highest={highest} format={format} />
            )}
          </LongList>
          <Differences rows={rows} nameOf={(row) => groupName(dashboard, row)} format={format} />
        </>
      )}
    </Panel>
  );
}

function groupName(dashboard: Dashboard, row: GroupRow): string {
  return row.name || groupLabel(dashboard, row.group_code);
}

function intervalOf(row: GroupRow): Interval | null {
  return wilson({ part: row.contacting_sessions, all: row.sessions });
}

type GroupItemProps = { row: GroupRow; name: string; highest: number; format: Format };

function GroupItem({ row, name, highest, format }: GroupItemProps) {
  const { query } = useFilters();
  const chosen = isChosen(query, "group", row.group_code);
  const rate = METRICS.contact_rate.value(row);
  const interval = intervalOf(row);
  return (
    <li className="row px-5 py-3.5 sm:px-6">
      <div className="flex items-baseline justify-between gap-3">
        <ItemLink
          chosen={chosen}
          change={{ ...pressed(query, "group", row.group_code), contact: null }}
          title={chosen ? "Remove this filter" : `Show only ${name}`}
          className="row-name"
        >
          {name}
        </ItemLink>
        <span className="font-medium text-ink text-lg tabular-nums">{format.rate(rate)}</span>
      </div>
      {interval && <IntervalBar rate={rate ?? 0} interval={interval} highest={highest} />}
      <p className="mt-1.5 flex flex-wrap justify-between gap-x-3 text-muted text-xs tabular-nums">
        <span>
          {format.count(row.contacting_sessions)} of {format.count(row.sessions)} sessions ·{" "}
          {format.count(row.clicks)} {row.clicks === 1 ? "click" : "clicks"}
        </span>
        {interval && (
          <span>
            between {format.rate(interval.low)} and {format.rate(interval.high)}
          </span>
        )}
      </p>
    </li>
  );
}

/** The rate as a mark on its interval; all groups have the same scale. */
function IntervalBar({ rate, interval, highest }: { rate: number; interval: Interval; highest: number }) {
  const place = (value: number) => `${Math.min(1, value / highest) * 100}%`;
  return (
    <div aria-hidden="true" className="relative mt-2 mb-0.5 h-1.5 rounded-full bg-sunken">
      <div
        className="absolute inset-y-0 rounded-full bg-chart-2/40"
        style={{ left: place(interval.low), width: place(interval.high - interval.low) }}
      />
      <div
        className="-inset-y-0.5 -translate-x-1/2 absolute w-1 rounded-full bg-chart-2"
        style={{ left: place(rate) }}
      />
    </div>
  );
}

type DifferencesProps = { rows: GroupRow[]; nameOf: (row: GroupRow) => string; format: Format };

/** How many of the largest groups are compared: 4 make 6 pairs, which is as many as anybody reads. */
const COMPARED = 4;

/** For each pair of the largest groups: whether their rates differ with certainty, or how many more visits that would take. */
function Differences({ rows, nameOf, format }: DifferencesProps) {
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
        Ranges by Wilson (1927), differences by Newcombe’s method 10 (1998), 95% two-sided. “More visits”
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
      return `${names}: not certain yet; it would take about ${format.count(roughly(verdict.moreVisits))} more visits.`;
    case "equal":
      return `${names}: practically equal.`;
    case "few":
      return `${names}: too few visits to tell.`;
    case "unknown":
      return `${names}: nothing to compare.`;
    default:
      return verdict satisfies never;
  }
}
