"use client";

import Link from "next/link";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { leave } from "#components/auth/session-watch.tsx";
import { AnnotateContext } from "#components/chart/annotations.tsx";
import { FilterBar } from "#components/filters/filter-bar.tsx";
import { FiltersProvider, type SegmentActions, useFilters } from "#components/filters/filter-context.tsx";
import { rangeLabel } from "#components/filters/labels.ts";
import { NoLongerMember } from "#components/frame/dashboard-message.tsx";
import { type CardPlace, NoVisits } from "#components/overview/first-steps.tsx";
import { NewsBanner } from "#components/overview/news-banner.tsx";
import { OverviewHeading, RefreshNotice } from "#components/overview/overview-heading.tsx";
import { OverviewLayout } from "#components/overview/overview-layout.tsx";
import { KeyboardShortcuts } from "#components/palette/keyboard-shortcuts.tsx";
import type { FormAction } from "#components/ui/action-form.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import { createFormat, type Format } from "#lib/analytics/format.ts";
import { type PackedDashboard, unpackDashboard } from "#lib/analytics/packed-dashboard.ts";
import { type Query, toSearch } from "#lib/analytics/query.ts";
import { useAnalyticsDashboard } from "#lib/analytics/useAnalyticsDashboard.ts";
import type { ReaderLocale } from "#lib/http/reader-locale.ts";
import { canEdit } from "#lib/owners/roles.ts";

// Loaded lazily, because an owner sees it only before the first event.
const FirstSteps = lazy(() => import("#components/overview/first-steps.tsx"));

type OverviewScreenProps = {
  query: Query;
  /** The server's answer to this query, shown until the browser has asked again. */
  answer: PackedDashboard;
  locale: ReaderLocale;
  /** Of this Daybook, such as `https://daybook.example`. */
  origin: string;
  actions: { annotate: FormAction; dismissNews: () => Promise<void> };
  /** Where the card of an owner without any visit stands. */
  place: CardPlace | null;
  segmentActions: SegmentActions;
};

/** The overview of an owner, which keeps its numbers up to date. */
export function OverviewScreen({ answer, ...rest }: OverviewScreenProps) {
  const fallback = useMemo(() => unpackDashboard(answer), [answer]);
  const userCode = fallback.owner.user_code;
  return (
    <FiltersProvider
      path={`/dashboard/${encodeURIComponent(userCode)}`}
      query={rest.query}
      userCode={userCode}
    >
      <LiveOverview {...rest} fallback={fallback} />
    </FiltersProvider>
  );
}

type LiveOverviewProps = Omit<OverviewScreenProps, "answer"> & { fallback: Dashboard };

function LiveOverview(props: LiveOverviewProps) {
  const { query, fallback, locale, origin, actions, place, segmentActions } = props;
  const { user_code, time_zone } = fallback.owner;
  const live = useAnalyticsDashboard(user_code, query, fallback);
  const { pending } = useFilters();
  const format = useMemo(() => createFormat(locale, time_zone), [locale, time_zone]);
  const { dashboard } = live;
  const announcement = useAnnouncement(query, dashboard, format);
  const isSignedOut = live.error?.code === "signed_out";
  useEffect(() => {
    if (isSignedOut) leave();
  }, [isSignedOut]);
  // Whoever was removed, or limited to less, while the page was open: the numbers go with the right to see them.
  if (live.error?.code === "not_a_member") return <NoLongerMember />;
  const noEventEver = dashboard.owner.first_date === null;
  return (
    <div className="grid gap-4 sm:gap-5 [&>*]:min-w-0">
      <OverviewHeading dashboard={dashboard} format={format} refreshing={live.refreshing}>
        {canEdit(dashboard.owner.role) && (
          <Link href={`/dashboard/${user_code}/settings/links`} prefetch={false} className="text-link ml-2">
            Show it to others
          </Link>
        )}
      </OverviewHeading>
      {live.error && !isSignedOut && (
        <RefreshNotice error={live.error} dashboard={dashboard} format={format} onRetry={live.refresh} />
      )}
      <NewsBanner userCode={user_code} news={fallback.news} dismiss={actions.dismissNews} format={format} />
      {noEventEver && place ? (
        <Suspense>
          <FirstSteps userCode={user_code} origin={origin} place={place} />
        </Suspense>
      ) : (
        <>
          <div className="flex items-start gap-2">
            <FilterBar
              dashboard={dashboard}
              format={format}
              segmentActions={canEdit(dashboard.owner.role) ? segmentActions : undefined}
            />
            <KeyboardShortcuts dashboard={dashboard} format={format} />
          </div>
          <div aria-busy={pending} className="transition-opacity duration-200 aria-busy:opacity-55">
            {hasEvents(dashboard) ? (
              <AnnotateContext value={canEdit(dashboard.owner.role) ? actions.annotate : null}>
                <OverviewLayout dashboard={dashboard} format={format} />
              </AnnotateContext>
            ) : (
              <NoVisits dashboard={dashboard} format={format} />
            )}
          </div>
        </>
      )}
      <p role="status" className="sr-only">
        {pending ? "Loading the numbers" : announcement}
      </p>
    </div>
  );
}

/** The totals in a sentence for screen readers. It changes with the filter only, not with each refresh of the numbers. */
function useAnnouncement(query: Query, dashboard: Dashboard, format: Format): string {
  const search = toSearch(query);
  const [announced, setAnnounced] = useState({ search, text: "" });
  if (announced.search !== search) {
    const { visitors, sessions, clicks } = dashboard.totals;
    const text = `${rangeLabel(query.range, dashboard, format)}: ${format.count(visitors)} visitors, ${format.count(sessions)} sessions, ${format.count(clicks)} clicks`;
    setAnnounced({ search, text });
  }
  return announced.text;
}

function hasEvents({ totals }: Dashboard): boolean {
  return totals.sessions + totals.page_views + totals.clicks > 0;
}
