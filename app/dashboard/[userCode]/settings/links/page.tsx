import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { makeLink, revokeLink } from "#app/dashboard/[userCode]/settings/links/actions.ts";
import { ScreenSkeleton } from "#components/frame/screen-heading.tsx";
import { LinksScreen } from "#components/links/links-screen.tsx";
import { readerLocale } from "#lib/http/reader-locale.ts";
import { requestOrigin } from "#lib/http/request-origin.ts";
import { ownerLinks } from "#lib/links/links.ts";
import { ownerPath, requireMemberOfPage, screenMetadata } from "#lib/owners/require-member.ts";
import { canEdit } from "#lib/owners/roles.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";

export const generateMetadata = (props: PageProps<"/dashboard/[userCode]/settings/links">) =>
  screenMetadata("Links", props);

/** The links of an owner, for those who may make them. */
export default async function LinksPage({ params }: PageProps<"/dashboard/[userCode]/settings/links">) {
  const { userCode } = await params;
  const { role } = await requireMemberOfPage(userCode, ownerPath(userCode, "settings/links"));
  if (!canEdit(role)) notFound();
  return (
    <Suspense fallback={<ScreenSkeleton title="Links" />}>
      <Links userCode={userCode} />
    </Suspense>
  );
}

async function Links({ userCode }: { userCode: string }) {
  const [{ data, error }, origin, requestHeaders] = await Promise.all([
    callAsMember("analytics_owner_links", { p_user_code: userCode }, ownerLinks),
    requestOrigin(),
    headers(),
  ]);
  if (error?.code === "not_a_member") notFound();
  if (error) throw error;
  return (
    <LinksScreen
      userCode={userCode}
      ownerLinks={data}
      origin={origin}
      locale={readerLocale(requestHeaders.get("accept-language"))}
      actions={{ make: makeLink.bind(null, userCode), revoke: revokeLink.bind(null, userCode) }}
    />
  );
}
