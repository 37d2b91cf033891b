"use client";

import { useMemo } from "react";
import { ChartPanel } from "#components/chart/chart-panel.tsx";
import { useIsPublic } from "#components/filters/filter-context.tsx";
import { GoneDays, Provenance } from "#components/overview/provenance.tsx";
import { BreakdownPanel, DEVICES, PLACES, SOURCES } from "#components/panels/breakdown-panel.tsx";
import { ContactMethodsPanel } from "#components/panels/contact-methods-panel.tsx";
import { ContactsPanel } from "#components/panels/contacts-panel.tsx";
import { GroupsPanel } from "#components/panels/groups-panel.tsx";
import { PagesPanel } from "#components/panels/pages-panel.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { withoutUnfairChanges } from "#lib/analytics/comparison.ts";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import type { Format } from "#lib/analytics/format.ts";
import type { Dimension } from "#lib/analytics/query.ts";

type OverviewLayoutProps = { dashboard: Dashboard; format: Format };

/** Panels below each other, each as high as it is, so that a short one leaves no hole beside a long one. */
const STACK = "grid gap-4 sm:gap-5 [&>*]:min-w-0";

/** The panels of the overview, in the order of what people ask: how many, how did they reach me, who, and from where. */
export function OverviewLayout({ dashboard, format }: OverviewLayoutProps) {
  const isPublic = useIsPublic();
  const props = { dashboard: useMemo(() => withoutUnfairChanges(dashboard), [dashboard]), format };
  const has = {
    groups: dashboard.groups.rows.length > 0,
    sources: hasValues(dashboard, SOURCES),
    places: hasValues(dashboard, PLACES),
    devices: hasValues(dashboard, DEVICES),
  };
  return (
    <div className="grid items-start gap-4 sm:gap-5 lg:grid-cols-12 [&>*]:min-w-0">
      {dashboard.filter.gone_days > 0 && (
        <div className="lg:col-span-12">
          <GoneDays {...dashboard} />
        </div>
      )}
      <div className="lg:col-span-12">
        <ChartPanel {...props} />
      </div>
      <div className={`${STACK} lg:col-span-7`}>
        <ContactMethodsPanel {...props} />
        <PagesPanel {...props} />
        {dashboard.options.names && <ContactsPanel {...props} />}
      </div>
      <div className={`${STACK} lg:col-span-5`}>
        {has.groups && <GroupsPanel {...props} />}
        {has.sources && <BreakdownPanel title="Sources" tabs={SOURCES} {...props} />}
        {has.places && <BreakdownPanel title="Places" tabs={PLACES} {...props} />}
        {has.devices && <BreakdownPanel title="Devices" tabs={DEVICES} {...props} />}
        {!isPublic && <NothingYet has={has} />}
      </div>
      <div className="lg:col-span-12">
        <Provenance {...props} />
      </div>
    </div>
  );
}

/** Whether a breakdown has anything to tell but that nothing is known, or that all visits came directly. */
function hasValues({ dimensions }: Dashboard, tabs: readonly { dimension: Dimension }[]): boolean {
  return tabs.some(({ dimension }) =>
    dimensions[dimension].rows.some(
      ({ value }) => value !== "" && !(dimension === "channel" && value === "direct"),
    ),
  );
}

const MISSING = {
  groups: {
    name: "Groups",
    text: "Give friends, family and business share links of their own to compare them.",
  },
  sources: {
    name: "Sources",
    text: "Every visit came directly. Visits that another site sends are listed by site.",
  },
  places: { name: "Places", text: "No country or language is known of these visits." },
  devices: { name: "Devices", text: "No device is known of these visits." },
};

/** One panel in place of those that would be empty: what is missing, and what would bring it. */
function NothingYet({ has }: { has: Record<keyof typeof MISSING, boolean> }) {
  const missing = (["groups", "sources", "places", "devices"] as const).filter((key) => !has[key]);
  if (missing.length === 0) return null;
  return (
    <Panel title="Nothing to show yet">
      <dl className="grid gap-3 text-sm">
        {missing.map((key) => (
          <div key={key}>
            <dt className="text-ink">{MISSING[key].name}</dt>
            <dd className="text-muted">{MISSING[key].text}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
