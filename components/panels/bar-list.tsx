"use client";

import { dimensionLabel } from "#components/filters/dimension-label.ts";
import { RowLink } from "#components/filters/row-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LongList } from "#components/ui/long-list.tsx";
import type { Dimension, DimensionRow, TopList } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";

type BarListProps = {
  dimension: Dimension;
  list: TopList<DimensionRow>;
  /** Visitors in all: what a full bar would be. */
  total: number;
  format: Format;
};

const COLUMNS = "grid grid-cols-[1fr_4.5rem_5rem] items-center gap-x-3 px-5 sm:px-6";

/** Values of one dimension with their visitors and contact rate, the largest first. */
export function BarList({ dimension, list, total, format }: BarListProps) {
  // A dimension of which nothing is known (no campaign anywhere) has nothing to tell.
  if (!list.rows.some((row) => row.value !== "")) {
    return <EmptyState {...NOTHING[dimension]} />;
  }
  // The database ranks by sessions; here the number that stands beside the bar decides.
  const rows = list.rows.toSorted((a, b) => b.visitors - a.visitors);
  return (
    <>
      <div aria-hidden="true" className={`${COLUMNS} pb-1.5 text-faint text-xs`}>
        <span />
        <span className="text-right">Visitors</span>
        <span className="whitespace-nowrap text-right">Contact rate</span>
      </div>
      <LongList rows={rows} more={list.more} initial={6} className="grid gap-0.5 pb-3">
        {(row) => <BarRow row={row} dimension={dimension} total={total} format={format} />}
      </LongList>
    </>
  );
}

type BarRowProps = { row: DimensionRow; dimension: Dimension; total: number; format: Format };

function BarRow({ row, dimension, total, format }: BarRowProps) {
  const rate = row.sessions === 0 ? null : row.contacting_sessions / row.sessions;
  return (
    <li className={`${COLUMNS} relative text-sm transition-colors hover:bg-paper has-aria-current:bg-sunken`}>
      <span className="relative flex h-8 min-w-0 items-center">
        <span
          aria-hidden="true"
          className="-left-2 absolute inset-y-0 rounded-md bg-accent-soft"
          style={{ width: `${total > 0 ? Math.min(1, row.visitors / total) * 100 : 0}%` }}
        />
        <RowLink
          row={{ kind: dimension, value: row.value }}
          className={`relative truncate ${row.value === "" ? "text-muted" : "text-ink"}`}
        >
          {dimensionLabel(dimension, row.value, format)}
        </RowLink>
      </span>
      <span className="text-right font-medium text-ink tabular-nums">
        {format.count(row.visitors)}
        <span className="sr-only"> visitors, contact rate </span>
      </span>
      <span className="text-right text-muted tabular-nums">{format.rate(rate)}</span>
    </li>
  );
}

const NO_CAMPAIGN = {
  title: "No campaigns in this period",
  children: "Add utm_source, utm_medium or utm_campaign to a link you post or print to see it here.",
};
const NOTHING: Record<Dimension, { title: string; children?: string }> = {
  referrer: {
    title: "No referrers in this period",
    children: "Visits that come from another site show it here.",
  },
  channel: { title: "No channels in this period" },
  utm_source: NO_CAMPAIGN,
  utm_medium: NO_CAMPAIGN,
  utm_campaign: NO_CAMPAIGN,
  country: {
    title: "No countries known",
    children: "The country comes from the network Daybook runs on; on a local machine there is none.",
  },
  device: { title: "No devices known" },
  browser: { title: "No browsers known" },
  os: { title: "No systems known" },
  language: { title: "No languages known" },
};
