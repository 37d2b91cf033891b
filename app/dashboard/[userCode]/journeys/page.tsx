import type { Metadata } from "next";
import { headers } from "next/headers";
import { Suspense } from "react";
import { FiltersRefused, InvalidFilter } from "#components/frame/dashboard-message.tsx";
import { ScreenSkeleton } from "#components/frame/screen-heading.tsx";
import { JourneysScreen } from "#components/journeys/journeys-screen.tsx";
import { readDashboard, readJourneys } from "#lib/analytics/api-analytics.ts";
import { parseQuery, toURLSearchParams } from "#lib/analytics/parse-query.ts";
import type { Query } from "#lib/analytics/query.ts";
import { readerLocale } from "#lib/http/reader-locale.ts";
import { ownerPath, requireMemberOfPage, turnAway } from "#lib/owners/require-member.ts";
import { MemberError } from "#lib/supabase/member-errors.ts";

export const metadata: Metadata = { title: "Journeys", robots: { index: false } };

type Props = PageProps<"/dashboard/[userCode]/journeys">;

export default async function JourneysPage({ params, searchParams }: Props) {
  const { userCode } = await params;
  const search = toURLSearchParams(await searchParams);
  const path = ownerPath(userCode, "journeys");
  const here = search.size > 0 ? `${path}?${search}` : path;
  await requireMemberOfPage(userCode, here);
  const parsed = parseQuery(search);
  if (!parsed.ok) return <InvalidFilter userCode={userCode} message={parsed.message} />;
  return (
    <Suspense fallback={<ScreenSkeleton title="Journeys" />}>
      <Counted userCode={userCode} query={parsed.query} here={here} />
    </Suspense>
  );
}

async function Counted({ userCode, query, here }: { userCode: string; query: Query; here: string }) {
  const path = ownerPath(userCode, "journeys");
  const answer = await Promise.all([
    readJourneys(userCode, query),
    // For the values that filters offer.
    readDashboard(userCode, { ...query, compare: "none" }),
  ]).catch((error: unknown) => (error instanceof MemberError ? error : turnAway(error, here)));
  if (answer instanceof MemberError) {
    if (answer.code === "too_slow" || answer.code === "not_kept") {
      return <FiltersRefused path={path} query={query} code={answer.code} />;
    }
    if (answer.code !== "invalid_query") turnAway(answer, here);
    return <InvalidFilter userCode={userCode} message={answer.message} />;
  }
  const [journeys, dashboard] = answer;
  const { group, contact } = dashboard.filter;
  return (
    <JourneysScreen
      journeys={journeys}
      // A viewer of some groups or shares who asked for everything got the first of them.
      query={{ ...query, group, contact }}
      dashboard={{ ...dashboard, days: [], previous: null }}
      locale={readerLocale((await headers()).get("accept-language"))}
    />
  );
}
