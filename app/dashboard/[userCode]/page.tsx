import type { Metadata } from "next";
import { headers } from "next/headers";
import { Suspense } from "react";
import { DashboardSkeleton } from "#components/dashboard/dashboard-skeleton.tsx";
import { DashboardView } from "#components/dashboard/dashboard-view.tsx";
import { QueryFault } from "#components/dashboard/query-fault.tsx";
import { readDashboard } from "#lib/analytics/api-analytics.ts";
import { AnalyticsError } from "#lib/analytics/errors.ts";
import { readerLocale } from "#lib/analytics/locale.ts";
import { parseQuery } from "#lib/analytics/parse-query.ts";
import type { Query } from "#lib/analytics/query.ts";
import { toURLSearchParams } from "#lib/analytics/search.ts";
import { admit, ownerPath } from "#lib/owners/admit.ts";
import { requestOrigin } from "#lib/request-origin.ts";

type Props = {
  params: Promise<{ userCode: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).userCode, robots: { index: false } };
}

export default async function DashboardPage({ params, searchParams }: Props) {
  const userCode = (await params).userCode;
  const search = toURLSearchParams(await searchParams);
  // Before anything is streamed, and therefore without a loading.tsx: afterwards the status could only be 200.
  await admit(userCode, search.size > 0 ? `${ownerPath(userCode)}?${search}` : ownerPath(userCode));
  const parsed = parseQuery(search);
  if (!parsed.ok) return <QueryFault userCode={userCode} message={parsed.message} />;
  return (
    <Suspense fallback={<DashboardSkeleton />}>
      <Numbers userCode={userCode} query={parsed.query} />
    </Suspense>
  );
}

async function Numbers({ userCode, query }: { userCode: string; query: Query }) {
  try {
    const [fallback, origin, requestHeaders] = await Promise.all([
      readDashboard(userCode, query),
      requestOrigin(),
      headers(),
    ]);
    const locale = readerLocale(requestHeaders.get("accept-language"));
    return <DashboardView query={query} fallback={fallback} locale={locale} origin={origin} />;
  } catch (error) {
    if (error instanceof AnalyticsError && error.code === "invalid_query") {
      return <QueryFault userCode={userCode} message={error.message} />;
    }
    throw error;
  }
}
