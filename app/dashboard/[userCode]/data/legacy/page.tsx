import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { LegacyScreen } from "#components/data/legacy-screen.tsx";
import { createFormat } from "#lib/analytics/format.ts";
import { exportAddress } from "#lib/export/export-address.ts";
import { readerLocale } from "#lib/http/reader-locale.ts";
import { legacyComparison } from "#lib/legacy/compare.ts";
import { ownerPath, requireMemberOfPage, screenMetadata } from "#lib/owners/require-member.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";

export const generateMetadata = (props: PageProps<"/dashboard/[userCode]/data/legacy">) =>
  screenMetadata("Old and new numbers", props);

export default async function LegacyPage({ params }: PageProps<"/dashboard/[userCode]/data/legacy">) {
  const { userCode } = await params;
  const { time_zone } = await requireMemberOfPage(userCode, ownerPath(userCode, "data/legacy"));
  const [{ data, error }, requestHeaders] = await Promise.all([
    callAsMember("analytics_legacy_comparison", { p_user_code: userCode }, legacyComparison),
    headers(),
  ]);
  if (error?.code === "not_a_member") notFound();
  if (error) throw error;
  const format = createFormat(readerLocale(requestHeaders.get("accept-language")), time_zone);
  return <LegacyScreen comparison={data} exportHref={exportAddress(userCode, "legacy")} format={format} />;
}
