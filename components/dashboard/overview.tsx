"use client";

import { lazy, Suspense, useMemo } from "react";
import { BreakdownPanel } from "#components/dashboard/breakdown-panel.tsx";
import { ChartPanel } from "#components/dashboard/chart-panel.tsx";
import { ContactMethods } from "#components/dashboard/contact-methods.tsx";
import { ContactsPanel } from "#components/dashboard/contacts-panel.tsx";
import { GroupsPanel } from "#components/dashboard/groups-panel.tsx";
import { DEVICES, PLACES, SOURCES } from "#components/dashboard/overview-tabs.ts";
import { PageCards } from "#components/dashboard/page-cards.tsx";
import { Provenance } from "#components/dashboard/provenance.tsx";
import { withoutUnfairComparison } from "#lib/analytics/comparison.ts";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";

const RowOverview = lazy(() => import("#components/dashboard/row-overview.tsx"));

/** Two panels beside a taller one; the second takes the room that is left, so that all end on one line. */
const SIDE = "grid grid-rows-[auto_1fr] gap-4 sm:gap-5 lg:col-span-5 [&>*]:min-w-0";

/** The answers, in the order people ask: how many, how did they reach me, who, and from where. */
export function Overview({ dashboard, format }: { dashboard: Dashboard; format: Format }) {
  const shared = { dashboard: useMemo(() => withoutUnfairComparison(dashboard), [dashboard]), format };
  if (dashboard.row) {
    return (
      <Suspense>
        <RowOverview {...shared} row={dashboard.row} />
      </Suspense>
    );
  }
  return (
    <div className="grid gap-4 sm:gap-5 lg:grid-cols-12 [&>*]:min-w-0">
      <div className="lg:col-span-12">
        <ChartPanel {...shared} />
      </div>
      <ContactMethods {...shared} className="lg:col-span-7" />
      <div className={SIDE}>
        <GroupsPanel {...shared} />
        <BreakdownPanel title="Sources" tabs={SOURCES} {...shared} />
      </div>
      <div className="lg:col-span-12">
        <PageCards {...shared} />
      </div>
      <ContactsPanel {...shared} className="lg:col-span-7" />
      <div className={SIDE}>
        <BreakdownPanel title="Places" tabs={PLACES} {...shared} />
        <BreakdownPanel title="Devices" tabs={DEVICES} {...shared} />
      </div>
      <div className="lg:col-span-12">
        <Provenance {...shared} />
      </div>
    </div>
  );
}
