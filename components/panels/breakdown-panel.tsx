"use client";

import { ExportButton } from "#components/export/export-button.tsx";
import { DrillDownLink } from "#components/filters/filter-context.tsx";
import { valueLabel } from "#components/filters/labels.ts";
import { LongList } from "#components/ui/long-list.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import type { Dashboard, DimensionRow, TopList, Totals } from "#lib/analytics/dashboard.ts";
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
};

/** The values of one or more dimensions, a tab for each. */
export function BreakdownPanel({ title, tabs, dashboard, format }: BreakdownPanelProps) {
  // The first tab is the one that is open: one with something in it.
  const isKnown = ({ dimension }: BreakdownTab) =>
    dashboard.dimensions[dimension].rows.some(({ value }) => value !== "");
  const inOrder = tabs.toSorted((a, b) => Number(isKnown(b)) - Number(isKnown(a)));
  const contents = inOrder.map(({ dimension, label }) => ({
    key: dimension,
    label,
    content: (
      <>
        {dimension === "country" && <WorldMap rows={dashboard.dimensions.country.rows} format={format} />}
        <BarList
          key={dimension}
          dimension={dimension}
          list={dashboard.dimensions[dimension]}
          totals={dashboard.totals}
          format={format}
        />
      </>
    ),
  }));
  const [only] = contents;
  if (only && contents.length === 1) {
    return (
      <Panel title={title} actions={<ExportButton table={only.key} />} flush>
        {only.content}
      </Panel>
    );
  }
  return (
    <Tabs label={title} tabs={contents}>
      {(list, panel, chosen) => (
        <Panel title={title} actions={<ExportButton table={chosen} />} flush>
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
  /** Of all visits. */
  totals: Totals;
  format: Format;
};

/** What is shown of a row: a count, which its bar is drawn by, and a rate. */
type Measures = {
  heads: [count: string, rate: string];
  count: (row: DimensionRow) => number;
  /** How many a full bar stands for. */
  all: number;
  rate: (row: DimensionRow) => number | null;
  /** How many rows are shown at first, as its panel has room. */
  initial: number;
};

function measuresOf(dimension: Dimension, totals: Totals): Measures {
  if (dimension === "site") {
    return {
      heads: ["Clicks", "Of sessions"],
      count: (row) => row.clicks,
      all: totals.clicks,
      rate: (row) => (totals.sessions === 0 ? null : row.sessions / totals.sessions),
      initial: 12,
    };
  }
  return {
    heads: ["Visitors", "Contact rate"],
    count: (row) => row.visitors,
    all: totals.visitors,
    rate: (row) => (row.sessions === 0 ? null : row.contacting_sessions / row.sessions),
    initial: 6,
  };
}

/** Values of one dimension with their visitors and contact rate, or sites with the clicks to them; the largest first. */
export function BarList({ dimension, list, totals, format }: BarListProps) {
  // Only unknown values, such as no campaign anywhere: there is nothing to list.
  if (!list.rows.some((row) => row.value !== "")) {
    return <EmptyState {...NOTHING[dimension]} />;
  }
  const measures = measuresOf(dimension, totals);
  // Ranked by the number beside the bar; the database ranks by sessions.
  const rows = list.rows.toSorted((a, b) => measures.count(b) - measures.count(a));
  return (
    <>
      <div aria-hidden="true" className="bar-columns pb-1.5 text-faint text-xs">
        <span />
        <span className="text-right">{measures.heads[0]}</span>
        <span className="whitespace-nowrap text-right">{measures.heads[1]}</span>
      </div>
      <LongList rows={rows} more={list.more} initial={measures.initial} className="grid pb-3">
        {(row) => <BarRow row={row} dimension={dimension} measures={measures} format={format} />}
      </LongList>
    </>
  );
}

type BarRowProps = { row: DimensionRow; dimension: Dimension; measures: Measures; format: Format };

function BarRow({ row, dimension, measures, format }: BarRowProps) {
  const { all, heads } = measures;
  const count = measures.count(row);
  return (
    <li className="bar-columns row">
      <span className="grid min-w-0 gap-1 py-1.5">
        <DrillDownLink
          row={{ kind: dimension, value: row.value }}
          className={`truncate ${row.value === "" ? "text-muted" : "text-ink"}`}
        >
          {valueLabel({ kind: dimension, value: row.value }, format)}
        </DrillDownLink>
        <i
          className="bar"
          style={{ width: `${all > 0 ? Math.round(Math.min(1, count / all) * 1000) / 10 : 0}%` }}
        />
      </span>
      <span className="figure">
        {format.count(count)}
        <span className="sr-only">{` ${heads.join(", ").toLowerCase()} `}</span>
      </span>
      <span className="figure-quiet">{format.rate(measures.rate(row))}</span>
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
  site: {
    title: "No clicks to other sites in this period",
    children: "A click on a link to another site is listed here under that site’s name.",
  },
};

type WorldMapProps = { rows: DimensionRow[]; format: Format };

/**
 * A map of the countries that visitors came from, the more visitors the darker. Its shapes lie in a file of their own,
 * so that they are no part of the page. Hidden from assistive technology: the list below says the same.
 */
export function WorldMap({ rows, format }: WorldMapProps) {
  const known = rows.filter((row) => row.value !== "");
  const most = Math.max(...known.map((row) => row.visitors), 0);
  if (most === 0) return null;
  return (
    <svg viewBox="0 0 960 465" aria-hidden="true" className="mx-auto mb-2 block w-full max-w-xl px-5 sm:px-6">
      <use href="/world.svg#land" className="fill-line" />
      {known.map((row) => (
        <use
          key={row.value}
          href={`/world.svg#${row.value}`}
          className="fill-accent"
          // The square root keeps countries with few visitors visible beside the one with most.
          fillOpacity={0.25 + 0.75 * Math.sqrt(row.visitors / most)}
        >
          <title>{`${format.country(row.value)}: ${format.count(row.visitors)}`}</title>
        </use>
      ))}
    </svg>
  );
}
