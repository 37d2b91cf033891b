"use client";

import { lazy, Suspense, useMemo, useState } from "react";
import { FilterBar } from "#components/filters/filter-bar.tsx";
import { FiltersProvider, useFilters } from "#components/filters/filter-context.tsx";
import { rangeLabel } from "#components/filters/labels.ts";
import { NothingFound } from "#components/overview/nothing-found.tsx";
import { DashboardHeading } from "#components/overview/overview-heading.tsx";
import { Overview } from "#components/overview/overview-layout.tsx";
import { RefreshNotice } from "#components/overview/refresh-notice.tsx";
import { Shortcuts } from "#components/palette/keyboard-shortcuts.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import { createFormat, type Format } from "#lib/analytics/format.ts";
import { type Query, toSearch } from "#lib/analytics/query.ts";
import { useAnalyticsDashboard } from "#lib/analytics/useAnalyticsDashboard.ts";
import type { ReaderLocale } from "#lib/http/reader-locale.ts";

// Seen once in an owner's life.
const FirstSteps = lazy(() => import("#components/overview/first-steps.tsx"));

type DashboardViewProps = {
  query: Query;
  /** What the server counted for this query. */
  fallback: Dashboard;
  locale: ReaderLocale;
  /** Where this Daybook stands, such as `https://daybook.example`. */
  origin: string;
};

/** A dashboard that stays up to date. */
export function DashboardView(props: DashboardViewProps) {
  const path = `/dashboard/${encodeURIComponent(props.fallback.owner.user_code)}`;
  return (
    <FiltersProvider path={path} query={props.query} userCode={props.fallback.owner.user_code}>
      <LiveDashboardView {...props} />
    </FiltersProvider>
  );
}

function LiveDashboardView({ query, fallback, locale, origin }: DashboardViewProps) {
  const { user_code, time_zone } = fallback.owner;
  const live = useAnalyticsDashboard(user_code, query, fallback);
  const { pending } = useFilters();
  const format = useMemo(() => createFormat(locale, time_zone), [locale, time_zone]);
  const { dashboard } = live;
  const announced = useAnnouncement(query, dashboard, format);
  const noEventEver = dashboard.owner.first_date === null;
  return (
    <div className="grid gap-4 sm:gap-5 [&>*]:min-w-0">
      <DashboardHeading dashboard={dashboard} format={format} refreshing={live.refreshing} />
      {live.error && (
        <RefreshNotice error={live.error} dashboard={dashboard} format={format} onRetry={live.refresh} />
      )}
      {noEventEver ? (
        <Suspense>
          <FirstSteps userCode={user_code} origin={origin} />
        </Suspense>
      ) : (
        <>
          <div className="flex items-start gap-2">
            <FilterBar dashboard={dashboard} format={format} />
            <Shortcuts dashboard={dashboard} />
          </div>
          <div aria-busy={pending} className="transition-opacity duration-200 aria-busy:opacity-55">
            {hasEvents(dashboard) ? (
              <Overview dashboard={dashboard} format={format} />
            ) : (
              <NothingFound dashboard={dashboard} format={format} />
            )}
          </div>
        </>
      )}
      <p role="status" className="sr-only">
        {pending ? "Loading the numbers" : announced}
      </p>
    </div>
  );
}

/** What a filter brought, for who does not see it. Said once per filter: numbers that move on their own stay silent. */
function useAnnouncement(query: Query, dashboard: Dashboard, format: Format): string {
  const search = toSearch(query);
  const [said, setSaid] = useState({ search, text: "" });
  if (said.search !== search) {
    const { visitors, sessions, clicks } = dashboard.totals;
    const text = `${rangeLabel(query.range, dashboard, format)}: ${format.count(visitors)} visitors, ${format.count(sessions)} sessions, ${format.count(clicks)} clicks`;
    setSaid({ search, text });
  }
  return said.text;
}

function hasEvents({ totals }: Dashboard): boolean {
  return totals.sessions + totals.page_views + totals.clicks > 0;
}
