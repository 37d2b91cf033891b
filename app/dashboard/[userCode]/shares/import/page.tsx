import { importShares, previewImport } from "#app/dashboard/[userCode]/shares/import/actions.ts";
import { ImportScreen } from "#components/shares/import-screen.tsx";
import { ownerPath, requireMemberOfPage, screenMetadata } from "#lib/owners/require-member.ts";

export const generateMetadata = (props: PageProps<"/dashboard/[userCode]/shares/import">) =>
  screenMetadata("Import shares", props);

export default async function ImportPage({ params }: PageProps<"/dashboard/[userCode]/shares/import">) {
  const { userCode } = await params;
  await requireMemberOfPage(userCode, ownerPath(userCode, "shares/import"));
  return (
    <ImportScreen
      sharesPath={ownerPath(userCode, "shares")}
      preview={previewImport.bind(null, userCode)}
      importShares={importShares.bind(null, userCode)}
    />
  );
}
