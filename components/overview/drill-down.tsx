"use client";

import { useMemo } from "react";
import { ChartPanel } from "#components/chart/chart-panel.tsx";
import { FilterLink } from "#components/filters/filter-context.tsx";
import { KIND_LABELS, valueLabel } from "#components/filters/labels.ts";
import { Provenance } from "#components/overview/provenance.tsx";
import { BreakdownPanel, DEVICES, PLACES, SOURCES } from "#components/panels/breakdown-panel.tsx";
import { ContactMethodsPanel } from "#components/panels/contact-methods-panel.tsx";
import { PagesPanel } from "#components/panels/pages-panel.tsx";
import { buttonStyle } from "#components/ui/button.tsx";
import { Panel } from "#components/ui/panel.tsx";
import type { Dashboard, RowCourse } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import { ofRow } from "#lib/analytics/row-course.ts";

type DrillDownProps = { dashboard: Dashboard; row: RowCourse; format: Format };

/**
 * The numbers of one page, target or dimension's value alone, the list it stands in to choose another, and why the other
 * panels are missing. The default export, because it is loaded lazily.
 */
export default function DrillDown({ dashboard, row, format }: DrillDownProps) {
  const { dashboard: ofThisRow, known: available } = useMemo(() => ofRow(dashboard, row), [dashboard, row]);
  return (
    <div className="grid items-start gap-4 sm:gap-5 lg:grid-cols-12 [&>*]:min-w-0">
      <div className="lg:col-span-12">
        <ChartPanel dashboard={ofThisRow} format={format} available={available} />
      </div>
      <div className="lg:col-span-7">
        <ItsList row={row} dashboard={dashboard} format={format} />
      </div>
      <Panel title="Why the other panels are missing" className="lg:col-span-5">
        <p className="text-muted text-sm leading-relaxed">
          Daybook keeps daily totals of each page, contact method, country and so on, but not of their
          combinations. So the numbers of “{valueLabel(row, format)}” are exact, and which pages or countries
          lie behind them cannot be told without guessing. Groups, contacts and periods combine with
          everything.
        </p>
        <div className="mt-4">
          <FilterLink change={{ row: null }} className={buttonStyle({ variant: "secondary", size: "sm" })}>
            Show everything again
          </FilterLink>
        </div>
      </Panel>
      <div className="lg:col-span-12">
        <Provenance dashboard={dashboard} format={format} />
      </div>
    </div>
  );
}

/** The list that the row stands in, to choose another. */
function ItsList({ row, dashboard, format }: DrillDownProps) {
  if (row.kind === "target") return <ContactMethodsPanel dashboard={dashboard} format={format} />;
  if (row.kind === "page") return <PagesPanel dashboard={dashboard} format={format} />;
  const tab = [...SOURCES, ...PLACES, ...DEVICES].find(({ dimension }) => dimension === row.kind);
  const tabs = [tab ?? { dimension: row.kind, label: KIND_LABELS[row.kind] }];
  return <BreakdownPanel title={KIND_LABELS[row.kind]} tabs={tabs} dashboard={dashboard} format={format} />;
}
