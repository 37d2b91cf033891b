import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { InvalidFilter, TooMuch } from "#components/frame/dashboard-message.tsx";
import { OverviewScreen } from "#components/overview/overview-screen.tsx";
import { readDashboard } from "#lib/analytics/api-analytics.ts";
import { packDashboard } from "#lib/analytics/packed-dashboard.ts";
import { parseQuery, toURLSearchParams } from "#lib/analytics/parse-query.ts";
import { toSearch } from "#lib/analytics/query.ts";
import { readerLocale } from "#lib/http/reader-locale.ts";
import { requestOrigin } from "#lib/http/request-origin.ts";
import { ownerPath, requireMemberOfPage, turnAway } from "#lib/owners/require-member.ts";
import { MemberError } from "#lib/supabase/member-errors.ts";

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
  const path = search.size > 0 ? `${ownerPath(userCode)}?${search}` : ownerPath(userCode);
  const parsed = parseQuery(search);
  if (!parsed.ok) {
    await requireMemberOfPage(userCode, path);
    return <InvalidFilter userCode={userCode} message={parsed.message} />;
  }
  // The page is not streamed: the numbers come in one call, which also checks that the caller is a member.
  const fallback = await readDashboard(userCode, parsed.query).catch((error: unknown) =>
    error instanceof MemberError && (error.code === "invalid_query" || error.code === "too_much")
      ? error
      : turnAway(error, path),
  );
  if (fallback instanceof MemberError) {
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
    />
  );
}
