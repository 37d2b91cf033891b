import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { makeKey, revokeKey } from "#app/dashboard/[userCode]/settings/keys/actions.ts";
import { ScreenSkeleton } from "#components/frame/screen-heading.tsx";
import { KeysScreen } from "#components/settings/keys-screen.tsx";
import { createFormat } from "#lib/analytics/format.ts";
import { readerLocale } from "#lib/http/reader-locale.ts";
import { requestOrigin } from "#lib/http/request-origin.ts";
import { ownerKeys } from "#lib/owners/api-keys.ts";
import { ownerPath, requireMember, requireMemberOfPage, screenMetadata } from "#lib/owners/require-member.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";

export const generateMetadata = (props: PageProps<"/dashboard/[userCode]/settings/keys">) =>
  screenMetadata("API keys", props);

export default async function KeysPage({ params }: PageProps<"/dashboard/[userCode]/settings/keys">) {
  const { userCode } = await params;
  const { limited } = await requireMemberOfPage(userCode, ownerPath(userCode, "settings/keys"));
  if (limited) notFound();
  return (
    <Suspense fallback={<ScreenSkeleton title="API keys" />}>
      <Keys userCode={userCode} />
    </Suspense>
  );
}

async function Keys({ userCode }: { userCode: string }) {
  const [{ data, error }, { time_zone }, origin, requestHeaders] = await Promise.all([
    callAsMember("analytics_owner_keys", { p_user_code: userCode }, ownerKeys),
    requireMember(userCode),
    requestOrigin(),
    headers(),
  ]);
  // Editors and viewers are members, but keys are the owners' matter.
  if (error && error.code !== "not_a_member") throw error;
  return (
    <KeysScreen
      userCode={userCode}
      origin={origin}
      keys={data?.keys ?? null}
      format={createFormat(readerLocale(requestHeaders.get("accept-language")), time_zone)}
      actions={{ make: makeKey.bind(null, userCode), revoke: revokeKey.bind(null, userCode) }}
    />
  );
}
