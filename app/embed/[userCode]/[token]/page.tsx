import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { FrameHeight } from "#components/links/frame-height.tsx";
import { PublicPage } from "#components/links/public-page.tsx";
import { toURLSearchParams } from "#lib/analytics/parse-query.ts";
import { linkPath } from "#lib/links/links.ts";
import { readLink } from "#lib/links/read-link.ts";

export const metadata: Metadata = {
  title: "Dashboard",
  robots: { index: false, follow: false },
  referrer: "no-referrer",
};

/**
 * The dashboard that a link shows, inside a page of an origin that the link names: no other may frame it (proxy.ts). `?theme=light`
 * or `dark`; else it follows the device, as the page around it may tell the browser by `color-scheme`.
 */
export default async function EmbedPage({ params, searchParams }: PageProps<"/embed/[userCode]/[token]">) {
  const { userCode, token } = await params;
  const search = toURLSearchParams(await searchParams);
  const asked = search.get("theme");
  const theme = asked === "light" || asked === "dark" ? asked : undefined;
  const view = await readLink(userCode, token, search);
  if (view.kind === "closed") notFound();
  return (
    <FrameHeight origins={view.frameOrigins}>
      <main data-theme={theme} className="px-4 py-4 sm:px-5">
        <PublicPage
          view={view}
          path={linkPath(userCode, token, "embed")}
          search={search}
          keep={theme ? `theme=${theme}` : ""}
          tabPath={linkPath(userCode, token)}
        />
      </main>
    </FrameHeight>
  );
}
