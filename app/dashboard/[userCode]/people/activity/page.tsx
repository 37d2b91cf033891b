import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { ActivityScreen } from "#components/people/activity-screen.tsx";
import { createFormat } from "#lib/analytics/format.ts";
import { readerLocale } from "#lib/http/reader-locale.ts";
import { auditPage } from "#lib/owners/audit-log.ts";
import { ownerPath, requireMemberOfPage, screenMetadata } from "#lib/owners/require-member.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";

export const generateMetadata = (props: PageProps<"/dashboard/[userCode]/people/activity">) =>
  screenMetadata("Activity", props);

export default async function ActivityPage({
  params,
  searchParams,
}: PageProps<"/dashboard/[userCode]/people/activity">) {
  const { userCode } = await params;
  const path = ownerPath(userCode, "people/activity");
  const { time_zone, role } = await requireMemberOfPage(userCode, path);
  if (role !== "owner") notFound();
  const { after } = await searchParams;
  const place = typeof after === "string" ? after.split("~") : null;
  const [{ data, error }, requestHeaders] = await Promise.all([
    callAsMember("analytics_owner_audit", { p_user_code: userCode, p_after: place }, auditPage),
    headers(),
  ]);
  if (error?.code === "invalid_query") notFound();
  if (error) throw error;
  const next = Array.isArray(data.next) ? data.next.join("~") : null;
  return (
    <ActivityScreen
      userCode={userCode}
      acts={data.rows}
      format={createFormat(readerLocale(requestHeaders.get("accept-language")), time_zone)}
      earlier={next && `${path}?after=${encodeURIComponent(next)}`}
      isFirstPage={place === null}
    />
  );
}
