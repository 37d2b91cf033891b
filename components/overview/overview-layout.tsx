"use client";

import clsx from "clsx";
import { lazy, Suspense, useMemo } from "react";
import { ChartPanel } from "#components/chart/chart-panel.tsx";
import { Provenance } from "#components/overview/provenance.tsx";
import { BreakdownPanel, DEVICES, PLACES, SOURCES } from "#components/panels/breakdown-panel.tsx";
import { ContactMethodsPanel } from "#components/panels/contact-methods-panel.tsx";
import { ContactsPanel } from "#components/panels/contacts-panel.tsx";
import { GroupsPanel } from "#components/panels/groups-panel.tsx";
import { PagesPanel } from "#components/panels/pages-panel.tsx";
import { withoutUnfairChanges } from "#lib/analytics/comparison.ts";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";

const DrillDown = lazy(() => import("#components/overview/drill-down.tsx"));

type OverviewLayoutProps = { dashboard: Dashboard; format: Format };

/** Two panels below each other. With `auto` and `1fr` as rows the lower one ends level with the panel beside both. */
const PAIR = "grid gap-4 sm:gap-5 [&>*]:min-w-0";

/** The panels of the overview, in the order of what people ask: how many, how did they reach me, who, and from where. */
export function OverviewLayout({ dashboard, format }: OverviewLayoutProps) {
  const props = { dashboard: useMemo(() => withoutUnfairChanges(dashboard), [dashboard]), format };
  if (dashboard.row) {
    return (
      <Suspense>
        <DrillDown {...props} row={dashboard.row} />
      </Suspense>
    );
  }
  // Two short lists stand below each other, beside the panels at the right; longer ones get a row of panels each.
  const { targets, contacts } = dashboard;
  const isShort = targets.rows.length + contacts.rows.length <= 10;
  return (
    <div className="grid gap-4 sm:gap-5 lg:grid-cols-12 [&>*]:min-w-0">
      <div className="lg:col-span-12">
        <ChartPanel {...props} />
      </div>
      <ContactMethodsPanel {...props} className="lg:col-span-7" />
      <div className={clsx(PAIR, "grid-rows-[auto_1fr] lg:col-span-5", isShort && "lg:row-span-2")}>
        <GroupsPanel {...props} />
        <BreakdownPanel title="Sources" tabs={SOURCES} {...props} />
      </div>
      <div className={clsx("lg:col-span-12", isShort && "lg:order-1")}>
        <PagesPanel {...props} />
      </div>
      <ContactsPanel
        {...props}
        className={clsx("lg:col-span-7", !isShort && contacts.rows.length < 8 && "lg:self-start")}
      />
      <div className={clsx(PAIR, isShort ? "lg:contents" : "grid-rows-[auto_1fr] lg:col-span-5")}>
        <BreakdownPanel
          title="Places"
          tabs={PLACES}
          {...props}
          className={clsx(isShort && "lg:order-1 lg:col-span-7")}
        />
        <BreakdownPanel
          title="Devices"
          tabs={DEVICES}
          {...props}
          className={clsx(isShort && "lg:order-1 lg:col-span-5 lg:self-start")}
        />
      </div>
      <div className="lg:order-1 lg:col-span-12">
        <Provenance {...props} />
      </div>
    </div>
  );
}
