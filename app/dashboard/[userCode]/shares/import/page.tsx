import type { Metadata } from "next";
import { ImportScreen } from "#components/owner/import-screen.tsx";
import { admit, ownerPath } from "#lib/owners/admit.ts";
import { importShares, previewImport } from "./actions.ts";

export const metadata: Metadata = { title: "Import shares", robots: { index: false } };

export default async function ImportPage({ params }: PageProps<"/dashboard/[userCode]/shares/import">) {
  const { userCode } = await params;
  await admit(userCode, ownerPath(userCode, "shares/import"));
  return (
    <ImportScreen
      sharesPath={ownerPath(userCode, "shares")}
      preview={previewImport.bind(null, userCode)}
      make={importShares.bind(null, userCode)}
    />
  );
}
