import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { archive, saveGroup, saveShare } from "#app/dashboard/[userCode]/shares/actions.ts";
import { ScreenSkeleton } from "#components/frame/screen-heading.tsx";
import { SharesScreen } from "#components/shares/shares-screen.tsx";
import { requestOrigin } from "#lib/http/request-origin.ts";
import { admit, ownerPath } from "#lib/owners/require-member.ts";
import type { OwnerShares } from "#lib/owners/shares.ts";
import { memberCall } from "#lib/supabase/call-as-member.ts";

export const metadata: Metadata = { title: "Shares", robots: { index: false } };

export default async function SharesPage({
  params,
  searchParams,
}: PageProps<"/dashboard/[userCode]/shares">) {
  const { userCode } = await params;
  await admit(userCode, ownerPath(userCode, "shares"));
  const { imported } = await searchParams;
  return (
    <Suspense fallback={<ScreenSkeleton title="Shares" />}>
      <Shares userCode={userCode} imported={Number(imported) || null} />
    </Suspense>
  );
}

async function Shares({ userCode, imported }: { userCode: string; imported: number | null }) {
  const [{ data, fault }, origin] = await Promise.all([
    memberCall<OwnerShares>("analytics_owner_shares", { p_user_code: userCode }),
    requestOrigin(),
  ]);
  if (fault === "not_allowed") notFound();
  if (fault) throw new Error(`shares: ${fault}`);
  return (
    <SharesScreen
      ownerShares={data}
      origin={origin}
      imported={imported}
      actions={{
        saveShare: saveShare.bind(null, userCode),
        saveGroup: saveGroup.bind(null, userCode),
        archive: archive.bind(null, userCode),
      }}
    />
  );
}
