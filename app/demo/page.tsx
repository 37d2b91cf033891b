import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PublicFrame, PublicPage } from "#components/links/public-page.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { toURLSearchParams } from "#lib/analytics/parse-query.ts";
import { readDemo } from "#lib/links/read-link.ts";

export const metadata: Metadata = { title: "Demo", robots: { index: false } };

/** The dashboard of the owner that DEMO_OWNER names, for everybody. */
export default async function DemoPage({ searchParams }: PageProps<"/demo">) {
  const search = toURLSearchParams(await searchParams);
  const view = await readDemo(search);
  if (view.kind === "closed") notFound();
  return (
    <PublicFrame
      action={
        <LinkButton href="/sign-up" size="sm">
          Create an account
        </LinkButton>
      }
    >
      <PublicPage view={view} path="/demo" search={search} />
    </PublicFrame>
  );
}
