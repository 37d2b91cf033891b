import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { cache } from "react";
import { beginErasure, continueErasure } from "#app/dashboard/[userCode]/data/erasure-actions.ts";
import { archive, changeShare } from "#app/dashboard/[userCode]/shares/actions.ts";
import { ContactScreen } from "#components/contact/contact-screen.tsx";
import { InvalidFilter } from "#components/frame/dashboard-message.tsx";
import { requireQuery } from "#lib/analytics/api-analytics.ts";
import { contactHistory, contactTitle } from "#lib/analytics/contact-history.ts";
import { parseQuery, toURLSearchParams } from "#lib/analytics/parse-query.ts";
import { comparisonOf, NONE, type Query } from "#lib/analytics/query.ts";
import { resolveRangeNow } from "#lib/analytics/resolve-period.ts";
import { readerLocale } from "#lib/http/reader-locale.ts";
import { requestOrigin } from "#lib/http/request-origin.ts";
import { isShareCode, shareLink } from "#lib/owners/codes.ts";
import { ownerPath, requireMember, requireMemberOfPage, turnAway } from "#lib/owners/require-member.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";

type Props = PageProps<"/dashboard/[userCode]/contacts/[shareCode]">;

const codeOf = (shareCode: string) => (shareCode === NONE ? "" : shareCode);

/** The contact's history, once for the page's title and its content. */
const historyOf = cache(async (userCode: string, shareCode: string, search: string) => {
  const { time_zone } = await requireMember(userCode);
  const query = requireQuery(new URLSearchParams(search));
  const { from, to } = resolveRangeNow(query.range, time_zone);
  return callAsMember(
    "analytics_contact",
    {
      p_user_code: userCode,
      p_contact: codeOf(shareCode),
      p_from: from,
      p_to: to,
      p_compare: comparisonOf(query),
    },
    contactHistory,
  );
});

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { userCode, shareCode } = await params;
  const search = String(toURLSearchParams(await searchParams));
  const known =
    shareCode === NONE || isShareCode(shareCode)
      ? await historyOf(userCode, shareCode, search).catch(() => null)
      : null;
  const title = known?.data ? contactTitle(codeOf(shareCode), known.data.share) : "Contact";
  return { title, robots: { index: false } };
}

export default async function ContactPage({ params, searchParams }: Props) {
  const { userCode, shareCode } = await params;
  const path = ownerPath(userCode, `contacts/${encodeURIComponent(shareCode)}`);
  await requireMemberOfPage(userCode, path);
  if (shareCode !== NONE && !isShareCode(shareCode)) notFound();
  const search = toURLSearchParams(await searchParams);
  const parsed = parseQuery(search);
  if (!parsed.ok) return <InvalidFilter userCode={userCode} message={parsed.message} />;
  const query: Query = { ...parsed.query, group: null, contact: null };
  const code = codeOf(shareCode);
  // The page is not streamed: only the answer tells whether there is such a contact, or 404.
  const [{ data, error }, requestHeaders, origin] = await Promise.all([
    historyOf(userCode, shareCode, String(search)),
    headers(),
    requestOrigin(),
  ]);
  if (error?.code === "invalid_query")
    return <InvalidFilter userCode={userCode} message="These days cannot be shown." />;
  if (error) turnAway(error, path);
  return (
    <ContactScreen
      history={data}
      code={code}
      path={path}
      query={query}
      link={code === "" ? null : shareLink(origin, userCode, code)}
      erasure={{ begin: beginErasure.bind(null, userCode), goOn: continueErasure.bind(null, userCode) }}
      actions={{ changeShare: changeShare.bind(null, userCode), archive: archive.bind(null, userCode) }}
      locale={readerLocale(requestHeaders.get("accept-language"))}
    />
  );
}
