"use client";

import { FilterLink, useFilters } from "#components/filters/filter-context.tsx";
import { groupLabel } from "#components/filters/labels.ts";
import { TakeAlong } from "#components/panels/export-button.tsx";
import { Certainty } from "#components/panels/group-differences.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LongList } from "#components/ui/long-list.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { Dashboard, GroupRow } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import { METRICS } from "#lib/analytics/metrics.ts";
import { type Interval, wilson } from "#lib/analytics/rate-intervals.ts";

type GroupsPanelProps = { dashboard: Dashboard; format: Format; className?: string };

/** Groups side by side: who gets in touch, how sure that is, and whether two of them really differ. */
export function GroupsPanel({ dashboard, format, className }: GroupsPanelProps) {
  const { rows, more } = dashboard.groups;
  const highest = Math.max(...rows.map((row) => intervalOf(row)?.high ?? 0), 0.01);
  return (
    <Panel
      title="Groups"
      description="The share of sessions that led to a contact, and the range it lies in with 95 % certainty"
      actions={<TakeAlong table="groups" />}
      flush
      className={className}
    >
      {rows.length === 0 ? (
        <EmptyState title="No visits through any group">
          Give friends, family and business their own share links to see who gets in touch.
        </EmptyState>
      ) : (
        <>
          <LongList rows={rows} more={more} initial={6} className="divide-y divide-line border-line border-t">
            {(row) => (
              <GroupRowItem row={row} name={groupName(dashboard, row)} highest={highest} format={format} />
            )}
          </LongList>
          <Certainty rows={rows} nameOf={(row) => groupName(dashboard, row)} format={format} />
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

type GroupRowItemProps = { row: GroupRow; name: string; highest: number; format: Format };

function GroupRowItem({ row, name, highest, format }: GroupRowItemProps) {
  const { query } = useFilters();
  const chosen = query.group === row.group_code;
  const rate = METRICS.contact_rate.value(row);
  const interval = intervalOf(row);
  return (
    <li className="relative px-5 py-3.5 transition-colors hover:bg-paper has-aria-current:bg-accent-soft sm:px-6">
      <div className="flex items-baseline justify-between gap-3">
        <FilterLink
          change={{ group: chosen ? null : row.group_code, contact: null }}
          aria-current={chosen ? "true" : undefined}
          title={chosen ? "Remove this filter" : `Show only ${name}`}
          className="truncate font-medium text-ink text-sm after:absolute after:inset-0"
        >
          {name}
        </FilterLink>
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

/** The rate as a mark on the range that it lies in, all on one scale. */
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
