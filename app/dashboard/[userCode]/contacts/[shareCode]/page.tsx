import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { beginErasure, continueErasure } from "#app/dashboard/[userCode]/data/erasure-actions.ts";
import { ContactScreen } from "#components/contact/contact-screen.tsx";
import { InvalidFilter } from "#components/frame/dashboard-message.tsx";
import { contactHistory } from "#lib/analytics/contact-history.ts";
import { parseQuery, toURLSearchParams } from "#lib/analytics/parse-query.ts";
import { comparisonOf, NONE, type Query } from "#lib/analytics/query.ts";
import { resolveRangeNow } from "#lib/analytics/resolve-period.ts";
import { readerLocale } from "#lib/http/reader-locale.ts";
import { requestOrigin } from "#lib/http/request-origin.ts";
import { isShareCode, shareLink } from "#lib/owners/codes.ts";
import { ownerPath, requireMemberOfPage, turnAway } from "#lib/owners/require-member.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";

export const metadata: Metadata = { title: "Contact", robots: { index: false } };

type Props = PageProps<"/dashboard/[userCode]/contacts/[shareCode]">;

export default async function ContactPage({ params, searchParams }: Props) {
  const { userCode, shareCode } = await params;
  const path = ownerPath(userCode, `contacts/${encodeURIComponent(shareCode)}`);
  const { time_zone } = await requireMemberOfPage(userCode, path);
  if (shareCode !== NONE && !isShareCode(shareCode)) notFound();
  const parsed = parseQuery(toURLSearchParams(await searchParams));
  if (!parsed.ok) return <InvalidFilter userCode={userCode} message={parsed.message} />;
  const query: Query = { ...parsed.query, group: null, contact: null };
  const code = shareCode === NONE ? "" : shareCode;
  const { from, to } = resolveRangeNow(query.range, time_zone);
  // The page is not streamed: only the answer tells whether there is such a contact, or 404.
  const [{ data, error }, requestHeaders, origin] = await Promise.all([
    callAsMember(
      "analytics_contact",
      {
        p_user_code: userCode,
        p_contact: code,
        p_from: from,
        p_to: to,
        p_compare: comparisonOf(query),
      },
      contactHistory,
    ),
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
      locale={readerLocale(requestHeaders.get("accept-language"))}
    />
  );
}
