"use client";

import { FilterLink, useFilters } from "#components/dashboard/filters.tsx";
import { groupLabel } from "#components/dashboard/labels.ts";
import { LongList } from "#components/dashboard/long-list.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { Dashboard, GroupRow } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import { METRICS } from "#lib/analytics/metrics.ts";

type GroupsPanelProps = { dashboard: Dashboard; format: Format; className?: string };

/** Groups side by side: who comes, and who gets in touch. */
export function GroupsPanel({ dashboard, format, className }: GroupsPanelProps) {
  const { rows, more } = dashboard.groups;
  const highest = Math.max(...rows.map((row) => METRICS.contact_rate.value(row) ?? 0), 0.01);
  return (
    <Panel
      title="Groups"
      description="The share of sessions that led to a contact"
      flush
      className={className}
    >
      {rows.length === 0 ? (
        <EmptyState title="No visits through any group">
          Give friends, family and business their own share links to see who gets in touch.
        </EmptyState>
      ) : (
        <LongList rows={rows} more={more} initial={6} className="divide-y divide-line border-line border-t">
          {(row) => (
            <GroupRowItem row={row} name={groupName(dashboard, row)} highest={highest} format={format} />
          )}
        </LongList>
      )}
    </Panel>
  );
}

function groupName(dashboard: Dashboard, row: GroupRow): string {
  return row.name || groupLabel(dashboard, row.group_code);
}

type GroupRowItemProps = { row: GroupRow; name: string; highest: number; format: Format };

function GroupRowItem({ row, name, highest, format }: GroupRowItemProps) {
  const { query } = useFilters();
  const chosen = query.group === row.group_code;
  const rate = METRICS.contact_rate.value(row);
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
      <div aria-hidden="true" className="mt-1 h-1.5 overflow-hidden rounded-full bg-sunken">
        <div
          className="h-full rounded-full bg-chart-2"
          style={{ width: `${((rate ?? 0) / highest) * 100}%` }}
        />
      </div>
      <p className="mt-1.5 text-muted text-xs tabular-nums">
        {format.count(row.contacting_sessions)} of {format.count(row.sessions)} sessions ·{" "}
        {format.count(row.clicks)} {row.clicks === 1 ? "click" : "clicks"}
      </p>
    </li>
  );
}
