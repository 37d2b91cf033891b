import { notFound } from "next/navigation";
import { Suspense } from "react";
import { archive, changeShare, makeShare, saveGroup } from "#app/dashboard/[userCode]/shares/actions.ts";
import { ScreenSkeleton } from "#components/frame/screen-heading.tsx";
import { SharesScreen } from "#components/shares/shares-screen.tsx";
import { requestOrigin } from "#lib/http/request-origin.ts";
import { ownerPath, requireMemberOfPage, screenMetadata } from "#lib/owners/require-member.ts";
import { ownerShares } from "#lib/owners/shares.ts";
import { callAsMember } from "#lib/supabase/call-as-member.ts";

export const generateMetadata = (props: PageProps<"/dashboard/[userCode]/shares">) =>
  screenMetadata("Shares", props);

export default async function SharesPage({
  params,
  searchParams,
}: PageProps<"/dashboard/[userCode]/shares">) {
  const { userCode } = await params;
  await requireMemberOfPage(userCode, ownerPath(userCode, "shares"));
  const { imported, new: opensNew } = await searchParams;
  return (
    <Suspense fallback={<ScreenSkeleton title="Shares" />}>
      <Shares userCode={userCode} imported={Number(imported) || null} opensNew={opensNew !== undefined} />
    </Suspense>
  );
}

type SharesProps = { userCode: string; imported: number | null; opensNew: boolean };

async function Shares({ userCode, imported, opensNew }: SharesProps) {
  const [{ data, error }, origin] = await Promise.all([
    callAsMember("analytics_owner_shares", { p_user_code: userCode }, ownerShares),
    requestOrigin(),
  ]);
  if (error?.code === "not_a_member") notFound();
  if (error) throw error;
  return (
    <SharesScreen
      ownerShares={data}
      origin={origin}
      imported={imported}
      opensNew={opensNew}
      actions={{
        makeShare: makeShare.bind(null, userCode),
        changeShare: changeShare.bind(null, userCode),
        saveGroup: saveGroup.bind(null, userCode),
        archive: archive.bind(null, userCode),
      }}
    />
  );
}
