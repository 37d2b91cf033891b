import type { Metadata } from "next";
import { ReceiptScreen } from "#components/privacy/receipt-screen.tsx";
import { PlainPage } from "#components/ui/plain-page.tsx";

export const metadata: Metadata = { title: "What is stored of your visit", robots: { index: false } };

/**
 * A visitor's receipt. Which visit stands behind the `#` of the address, which browsers send to nobody: `#<user_code>` for
 * the visit of this tab, `#<user_code>/<session id>` from another site.
 */
export default function VisitReceiptPage() {
  return (
    <PlainPage title="What is stored of your visit" actions={null}>
      <ReceiptScreen />
    </PlainPage>
  );
}
