"use client";

import clsx from "clsx";
import { lazy, Suspense, useMemo } from "react";
import { ChartPanel } from "#components/chart/chart-panel.tsx";
import { Provenance } from "#components/overview/provenance.tsx";
import { BreakdownPanel } from "#components/panels/breakdown-panel.tsx";
import { ContactMethods } from "#components/panels/contact-methods-panel.tsx";
import { ContactsPanel } from "#components/panels/contacts-panel.tsx";
import { GroupsPanel } from "#components/panels/groups-panel.tsx";
import { DEVICES, PLACES, SOURCES } from "#components/panels/overview-tabs.ts";
import { PageCards } from "#components/panels/pages-panel.tsx";
import { withoutUnfairComparison } from "#lib/analytics/comparison.ts";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";

const RowOverview = lazy(() => import("#components/overview/row-overview.tsx"));

type OverviewProps = { dashboard: Dashboard; format: Format };

/** Two panels that belong together. With `auto` and `1fr` as rows the lower one ends on the line of what stands beside. */
const PAIR = "grid gap-4 sm:gap-5 [&>*]:min-w-0";

/** The answers, in the order people ask: how many, how did they reach me, who, and from where. */
export function Overview({ dashboard, format }: OverviewProps) {
  const shared = { dashboard: useMemo(() => withoutUnfairComparison(dashboard), [dashboard]), format };
  if (dashboard.row) {
    return (
      <Suspense>
        <RowOverview {...shared} row={dashboard.row} />
      </Suspense>
    );
  }
  // Where both lists together are no longer than what stands beside one, they stand below each other.
  const { targets, contacts } = dashboard;
  const isShort = targets.rows.length + contacts.rows.length <= 10;
  return (
    <div className="grid gap-4 sm:gap-5 lg:grid-cols-12 [&>*]:min-w-0">
      <div className="lg:col-span-12">
        <ChartPanel {...shared} />
      </div>
      <ContactMethods {...shared} className="lg:col-span-7" />
      <div className={clsx(PAIR, "grid-rows-[auto_1fr] lg:col-span-5", isShort && "lg:row-span-2")}>
        <GroupsPanel {...shared} />
        <BreakdownPanel title="Sources" tabs={SOURCES} {...shared} />
      </div>
      <div className={clsx("lg:col-span-12", isShort && "lg:order-1")}>
        <PageCards {...shared} />
      </div>
      <ContactsPanel
        {...shared}
        className={clsx("lg:col-span-7", !isShort && contacts.rows.length < 8 && "lg:self-start")}
      />
      <div className={clsx(PAIR, isShort ? "lg:contents" : "grid-rows-[auto_1fr] lg:col-span-5")}>
        <BreakdownPanel
          title="Places"
          tabs={PLACES}
          {...shared}
          className={clsx(isShort && "lg:order-1 lg:col-span-7")}
        />
        <BreakdownPanel
          title="Devices"
          tabs={DEVICES}
          {...shared}
          className={clsx(isShort && "lg:order-1 lg:col-span-5 lg:self-start")}
        />
      </div>
      <div className="lg:order-1 lg:col-span-12">
        <Provenance {...shared} />
      </div>
    </div>
  );
}
