"use client";

import { useMemo } from "react";
import { FilterBar } from "#components/filters/filter-bar.tsx";
import { FiltersProvider, useFilters } from "#components/filters/filter-context.tsx";
import { contactLabel, groupLabel } from "#components/filters/labels.ts";
import { LinkClosed, PasswordAgain } from "#components/links/link-messages.tsx";
import { NoVisits } from "#components/overview/first-steps.tsx";
import { OverviewHeading, RefreshNotice } from "#components/overview/overview-heading.tsx";
import { OverviewLayout } from "#components/overview/overview-layout.tsx";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import { createFormat } from "#lib/analytics/format.ts";
import { type PackedDashboard, unpackDashboard } from "#lib/analytics/packed-dashboard.ts";
import type { Query } from "#lib/analytics/query.ts";
import { useAnalyticsDashboard } from "#lib/analytics/useAnalyticsDashboard.ts";
import type { ReaderLocale } from "#lib/http/reader-locale.ts";

type PublicOverviewProps = {
  query: Query;
  /** The server's answer to this query, shown until the browser has asked again. */
  answer: PackedDashboard;
  locale: ReaderLocale;
  /** Of this page; `/numbers` below it answers with the same as JSON. */
  path: string;
  /** What every address of this page keeps besides the query. */
  keep: string;
};

/** The overview for people without an account: it can be filtered, and keeps its numbers up to date, and leads nowhere else. */
export function PublicOverview({ answer, ...rest }: PublicOverviewProps) {
  const fallback = useMemo(() => unpackDashboard(answer), [answer]);
  return (
    <FiltersProvider
      path={rest.path}
      query={rest.query}
      userCode={fallback.owner.user_code}
      keep={rest.keep}
      isPublic
    >
      <LivePublicOverview {...rest} fallback={fallback} />
    </FiltersProvider>
  );
}

type LiveProps = Omit<PublicOverviewProps, "answer" | "keep"> & { fallback: Dashboard };

function LivePublicOverview({ query, fallback, locale, path }: LiveProps) {
  const { user_code, time_zone } = fallback.owner;
  const live = useAnalyticsDashboard(user_code, query, fallback, `${path}/numbers`);
  const { pending } = useFilters();
  const format = useMemo(() => createFormat(locale, time_zone), [locale, time_zone]);
  const { dashboard, error } = live;
  if (error?.code === "not_found") return <LinkClosed />;
  if (error?.code === "signed_out") return <PasswordAgain />;
  const { sessions, page_views, clicks } = dashboard.totals;
  return (
    <div className="grid gap-4 sm:gap-5 [&>*]:min-w-0">
      <div className="grid gap-1">
        <OverviewHeading dashboard={dashboard} format={format} refreshing={live.refreshing} />
        <p className="text-muted text-sm">{viewName(dashboard)}</p>
      </div>
      {error && <RefreshNotice error={error} dashboard={dashboard} format={format} onRetry={live.refresh} />}
      <FilterBar dashboard={dashboard} format={format} />
      <div aria-busy={pending} className="transition-opacity duration-200 aria-busy:opacity-55">
        {sessions + page_views + clicks > 0 ? (
          <OverviewLayout dashboard={dashboard} format={format} />
        ) : (
          <NoVisits dashboard={dashboard} format={format} />
        )}
      </div>
      <p role="status" className="sr-only">
        {pending && "Loading the numbers"}
      </p>
    </div>
  );
}

/** What of the owner is shown here, in a line. */
function viewName(dashboard: Dashboard): string {
  const { filter, options } = dashboard;
  if (options.whole) return "All visits. You can look, and change nothing.";
  const part =
    filter.scope === "group"
      ? `The group “${groupLabel(dashboard, filter.group ?? "")}”`
      : filter.contact === null
        ? "One share link"
        : contactLabel(dashboard, filter.contact);
  return `${part} alone. You can look, and change nothing.`;
}
