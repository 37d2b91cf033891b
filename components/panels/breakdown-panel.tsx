"use client";

import { ExportButton } from "#components/export/export-button.tsx";
import { DrillDownLink } from "#components/filters/filter-context.tsx";
import { valueLabel } from "#components/filters/labels.ts";
import { WorldMap } from "#components/panels/world-map.tsx";
import { LongList } from "#components/ui/long-list.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import type { Dashboard, DimensionRow, TopList } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import type { Dimension } from "#lib/analytics/query.ts";

type BreakdownTab = { dimension: Dimension; label: string };

export const SOURCES: readonly BreakdownTab[] = [
  { dimension: "referrer", label: "Referrers" },
  { dimension: "channel", label: "Channels" },
  { dimension: "utm_source", label: "UTM source" },
  { dimension: "utm_medium", label: "UTM medium" },
  { dimension: "utm_campaign", label: "UTM campaign" },
];

export const PLACES: readonly BreakdownTab[] = [
  { dimension: "country", label: "Countries" },
  { dimension: "language", label: "Languages" },
];

export const DEVICES: readonly BreakdownTab[] = [
  { dimension: "device", label: "Devices" },
  { dimension: "browser", label: "Browsers" },
  { dimension: "os", label: "Systems" },
];

type BreakdownPanelProps = {
  title: string;
  tabs: readonly BreakdownTab[];
  dashboard: Dashboard;
  format: Format;
  className?: string;
};

/** The values of one or more dimensions, a tab for each. */
export function BreakdownPanel({ title, tabs, dashboard, format, className }: BreakdownPanelProps) {
  const contents = tabs.map(({ dimension, label }) => ({
    key: dimension,
    label,
    content: (
      <>
        {dimension === "country" && <WorldMap rows={dashboard.dimensions.country.rows} format={format} />}
        <BarList
          key={dimension}
          dimension={dimension}
          list={dashboard.dimensions[dimension]}
          total={dashboard.totals.visitors}
          format={format}
        />
      </>
    ),
  }));
  const [only] = contents;
  if (only && contents.length === 1) {
    return (
      <Panel title={title} actions={<ExportButton table={only.key} />} flush className={className}>
        {only.content}
      </Panel>
    );
  }
  return (
    <Tabs label={title} tabs={contents}>
      {(list, panel, chosen) => (
        <Panel title={title} actions={<ExportButton table={chosen} />} flush className={className}>
          {list}
          {panel}
        </Panel>
      )}
    </Tabs>
  );
}

type BarListProps = {
  dimension: Dimension;
  list: TopList<DimensionRow>;
  /** All visitors: how many a full bar stands for. */
  total: number;
  format: Format;
};

const COLUMNS = "grid grid-cols-[1fr_4.5rem_5rem] items-center gap-x-3 px-5 sm:px-6";

/** Values of one dimension with their visitors and contact rate, the largest first. */
function BarList({ dimension, list, total, format }: BarListProps) {
  // Only unknown values, such as no campaign anywhere: there is nothing to list.
  if (!list.rows.some((row) => row.value !== "")) {
    return <EmptyState {...NOTHING[dimension]} />;
  }
  // Ranked by the number beside the bar; the database ranks by sessions.
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
        <DrillDownLink
          row={{ kind: dimension, value: row.value }}
          className={`relative truncate ${row.value === "" ? "text-muted" : "text-ink"}`}
        >
          {valueLabel({ kind: dimension, value: row.value }, format)}
        </DrillDownLink>
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
/** What an empty list says. */
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
