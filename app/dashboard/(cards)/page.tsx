import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { Suspense } from "react";
import { continueDeletion, leaveCard } from "#app/dashboard/(cards)/actions.ts";
import { CardsScreen, CardsSkeleton, NoCardsYet, UnreadPeriod } from "#components/cards/cards-screen.tsx";
import { readMemberCards } from "#lib/analytics/api-analytics.ts";
import { parseQuery, toURLSearchParams } from "#lib/analytics/parse-query.ts";
import type { Query } from "#lib/analytics/query.ts";
import { signInPath } from "#lib/auth/next-path.ts";
import { readerLocale } from "#lib/http/reader-locale.ts";
import { memberOwners } from "#lib/owners/owners.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";
import { MemberError } from "#lib/supabase/member-errors.ts";

export const metadata: Metadata = { title: "Your cards", robots: { index: false } };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Every card of the member. Who has one only goes straight to it, but for `?all`, which the menu of a card leads to. */
export default async function CardsPage({ searchParams }: Props) {
  const search = toURLSearchParams(await searchParams);
  const { data: owners, error } = await callAsMember("analytics_member_owners", {}, memberOwners);
  if (error?.code === "signed_out")
    redirect(signInPath(search.size > 0 ? `/dashboard?${search}` : "/dashboard"));
  if (error) throw error;
  const [first] = owners;
  if (search.size === 0) {
    if (!first) redirect("/welcome");
    if (owners.length === 1) redirect(`/dashboard/${encodeURIComponent(first.user_code)}`);
  }
  const parsed = parseQuery(search);
  if (!parsed.ok) return <UnreadPeriod message={parsed.message} />;
  return (
    <Suspense fallback={<CardsSkeleton cards={owners.length} />}>
      <Cards query={parsed.query} />
    </Suspense>
  );
}

async function Cards({ query }: { query: Query }) {
  let list: Awaited<ReturnType<typeof readMemberCards>>;
  try {
    list = await readMemberCards(query);
  } catch (error) {
    if (error instanceof MemberError && (error.code === "invalid_query" || error.code === "too_much")) {
      return <UnreadPeriod message={error.message} />;
    }
    throw error;
  }
  if (list.cards.length + list.limited.length + list.deleting.length === 0) return <NoCardsYet />;
  const locale = readerLocale((await headers()).get("accept-language"));
  return (
    <CardsScreen list={list} query={query} locale={locale} actions={{ continueDeletion, leave: leaveCard }} />
  );
}
