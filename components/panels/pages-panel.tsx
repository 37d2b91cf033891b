"use client";

import { ChangeBadge } from "#components/chart/change-badge.tsx";
import { ExportButton } from "#components/export/export-button.tsx";
import { DrillDownLink } from "#components/filters/filter-context.tsx";
import { pageName } from "#components/filters/labels.ts";
import { LongList } from "#components/ui/long-list.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { countChange } from "#lib/analytics/comparison.ts";
import type { Dashboard, PageRow } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";

/** One card per page: how often it was seen, where visits began and ended, and what was tapped there. */
export function PagesPanel({ dashboard, format }: { dashboard: Dashboard; format: Format }) {
  const { rows, more } = dashboard.pages;
  return (
    <Panel
      title="Pages"
      description="Where visits begin and end, and where visitors tap"
      actions={<ExportButton table="pages" />}
      flush
    >
      {rows.length === 0 ? (
        <EmptyState title="No page views in this period" />
      ) : (
        <LongList
          rows={rows}
          more={more}
          initial={8}
          className="grid grid-cols-[repeat(auto-fit,minmax(min(16rem,50%),1fr))] overflow-hidden rounded-b-2xl border-line border-t"
        >
          {(row) => <PageCard row={row} views={dashboard.totals.page_views} format={format} />}
        </LongList>
      )}
    </Panel>
  );
}

type PageCardProps = { row: PageRow; views: number; format: Format };

function PageCard({ row, views, format }: PageCardProps) {
  return (
    <li className="row -mt-px -ml-px flex min-w-0 flex-col border-line border-t border-l px-4 py-4 sm:px-6 sm:py-5">
      <div className="flex items-baseline justify-between gap-2">
        <h3 className="truncate font-serif text-ink text-lg leading-6" title={row.page}>
          <DrillDownLink row={{ kind: "page", value: row.page }}>{pageName(row.page)}</DrillDownLink>
        </h3>
        {row.previous_page_views !== null && (
          <ChangeBadge change={countChange(row.page_views, row.previous_page_views)} format={format} />
        )}
      </div>
      <p className="mt-2 flex flex-wrap items-baseline gap-x-2">
        <span className="font-medium text-2xl text-ink tabular-nums tracking-tight">
          {format.count(row.page_views)}
        </span>
        <span className="text-muted text-sm">{row.page_views === 1 ? "view" : "views"}</span>
      </p>
      <div aria-hidden="true" className="mt-3 h-1 overflow-hidden rounded-full bg-sunken">
        <div
          className="h-full rounded-full bg-accent"
          style={{ width: `${views > 0 ? (row.page_views / views) * 100 : 0}%` }}
        />
      </div>
      <dl className="mt-4 grid grid-cols-3 gap-2 text-sm">
        <Fact term="Entries" value={row.entries} format={format} />
        <Fact term="Exits" value={row.exits} format={format} />
        <Fact term="Taps" value={row.clicks} format={format} />
      </dl>
    </li>
  );
}

function Fact({ term, value, format }: { term: string; value: number; format: Format }) {
  return (
    <div>
      <dt className="text-faint text-xs">{term}</dt>
      {/* Short where it would have no room beside two others on a phone; in full on hover. */}
      <dd className="mt-0.5 text-ink tabular-nums" title={format.count(value)}>
        {value < 100_000 ? format.count(value) : format.compact(value)}
      </dd>
    </div>
  );
}
