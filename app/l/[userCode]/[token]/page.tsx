import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PublicFrame, PublicPage } from "#components/links/public-page.tsx";
import { toURLSearchParams } from "#lib/analytics/parse-query.ts";
import { linkPath } from "#lib/links/links.ts";
import { readLink } from "#lib/links/read-link.ts";

export const metadata: Metadata = {
  title: "Dashboard",
  robots: { index: false, follow: false },
  referrer: "no-referrer",
};

/** The dashboard that a link shows to whoever has it. */
export default async function LinkPage({ params, searchParams }: PageProps<"/l/[userCode]/[token]">) {
  const { userCode, token } = await params;
  const search = toURLSearchParams(await searchParams);
  const view = await readLink(userCode, token, search);
  if (view.kind === "closed") notFound();
  return (
    <PublicFrame>
      <PublicPage view={view} path={linkPath(userCode, token)} search={search} />
    </PublicFrame>
  );
}
