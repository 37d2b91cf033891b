import type { Metadata } from "next";
import { ApiReference } from "#components/docs/api-reference.tsx";
import { SiteFooter, SiteHeader } from "#components/landing/landing.tsx";
import { openApi } from "#lib/api/openapi.ts";
import { requestOrigin } from "#lib/http/request-origin.ts";

export const metadata: Metadata = {
  title: "API",
  description:
    "How your own systems and assistants ask Daybook for numbers, register shares and send events.",
};

/** The API's document, to read. */
export default async function ApiDocsPage() {
  return (
    <>
      <SiteHeader />
      <main className="mx-auto max-w-6xl px-5 pt-6 pb-20 sm:px-8">
        <ApiReference document={openApi()} origin={await requestOrigin()} />
      </main>
      <SiteFooter />
    </>
  );
}
