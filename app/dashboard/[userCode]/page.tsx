import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { annotate, deleteSegment, dismissNews, saveSegment } from "#app/dashboard/[userCode]/actions.ts";
import { FiltersRefused, InvalidFilter, TooMuch } from "#components/frame/dashboard-message.tsx";
import type { CardPlace } from "#components/overview/first-steps.tsx";
import { OverviewScreen } from "#components/overview/overview-screen.tsx";
import { readDashboard } from "#lib/analytics/api-analytics.ts";
import type { Dashboard } from "#lib/analytics/dashboard.ts";
import { packDashboard } from "#lib/analytics/packed-dashboard.ts";
import { parseQuery, toURLSearchParams } from "#lib/analytics/parse-query.ts";
import { toSearch } from "#lib/analytics/query.ts";
import { storedCard } from "#lib/card/card.ts";
import { readerLocale } from "#lib/http/reader-locale.ts";
import { requestOrigin } from "#lib/http/request-origin.ts";
import { ownerPath, requireMemberOfPage, turnAway } from "#lib/owners/require-member.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";
import { MemberError } from "#lib/supabase/member-errors.ts";

type Props = {
  params: Promise<{ userCode: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

/** The page's numbers, once for its title and its content: in one call, which also checks that the caller is a member. */
const numbersOf = cache(async (userCode: string, search: string): Promise<Dashboard | MemberError | null> => {
  const parsed = parseQuery(new URLSearchParams(search));
  if (!parsed.ok) return null;
  return readDashboard(userCode, parsed.query, undefined, true).catch((error: unknown) => {
    if (error instanceof MemberError) return error;
    throw error;
  });
});

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { userCode } = await params;
  const numbers = await numbersOf(userCode, String(toURLSearchParams(await searchParams)));
  const title = numbers && !(numbers instanceof MemberError) ? numbers.owner.name : userCode;
  return { title, robots: { index: false } };
}

export default async function DashboardPage({ params, searchParams }: Props) {
  const userCode = (await params).userCode;
  const search = toURLSearchParams(await searchParams);
  const path = search.size > 0 ? `${ownerPath(userCode)}?${search}` : ownerPath(userCode);
  const parsed = parseQuery(search);
  if (!parsed.ok) {
    await requireMemberOfPage(userCode, path);
    return <InvalidFilter userCode={userCode} message={parsed.message} />;
  }
  // The page is not streamed: whoever is no member gets a 404.
  const fallback = await numbersOf(userCode, String(search));
  if (fallback === null || fallback instanceof MemberError) {
    if (fallback?.code === "too_slow" || fallback?.code === "not_kept") {
      return <FiltersRefused path={ownerPath(userCode)} query={parsed.query} code={fallback.code} />;
    }
    if (fallback?.code !== "invalid_query" && fallback?.code !== "too_much") turnAway(fallback, path);
    const Message = fallback.code === "too_much" ? TooMuch : InvalidFilter;
    return <Message userCode={userCode} message={fallback.message} />;
  }
  const { group, contact } = fallback.filter;
  // A viewer of some groups or shares who asked for everything got the first of them: the address says which.
  if (group !== parsed.query.group || contact !== parsed.query.contact) {
    redirect(`${ownerPath(userCode)}?${toSearch({ ...parsed.query, group, contact })}`);
  }
  const locale = readerLocale((await headers()).get("accept-language"));
  return (
    <OverviewScreen
      query={parsed.query}
      answer={packDashboard(fallback)}
      locale={locale}
      origin={await requestOrigin()}
      actions={{ annotate: annotate.bind(null, userCode), dismissNews: dismissNews.bind(null, userCode) }}
      place={fallback.owner.first_date === null ? await cardPlace(userCode) : null}
      segmentActions={{
        save: saveSegment.bind(null, userCode),
        remove: deleteSegment.bind(null, userCode),
      }}
    />
  );
}

/** Where the card stands; a viewer who may not ask is told nothing of it. */
async function cardPlace(userCode: string): Promise<CardPlace | null> {
  const { data } = await callAsMember("analytics_owner_card", { p_user_code: userCode }, storedCard);
  return data ? { cardUrl: data.card_url, isMade: data.card !== null } : null;
}
