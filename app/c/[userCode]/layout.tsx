import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CardFrame } from "#components/card/card-frame.tsx";
import { shownCard } from "#lib/card/card.ts";
import { findCard } from "#lib/card/find-card.ts";
import { requestOrigin } from "#lib/http/request-origin.ts";
import { cardAddress } from "#lib/owners/codes.ts";

export async function generateMetadata({ params }: LayoutProps<"/c/[userCode]">): Promise<Metadata> {
  const stored = await findCard((await params).userCode);
  if (!stored) return {};
  const { name, role, organisation, line, userCode } = shownCard(stored);
  const what = [role, organisation].filter(Boolean).join(", ");
  const description = [what, line].filter(Boolean).join(". ") || `The contact card of ${name}.`;
  const url = `${cardAddress(await requestOrigin(), userCode)}/preview.png`;
  return {
    title: { absolute: name, template: `%s · ${name}` },
    description,
    openGraph: {
      type: "profile",
      title: name,
      description,
      images: [{ url, width: 1200, height: 630, type: "image/png", alt: `The contact card of ${name}` }],
    },
    twitter: { card: "summary_large_image", title: name, description, images: [url] },
    robots: { index: false },
  };
}

export default async function CardLayout({ params, children }: LayoutProps<"/c/[userCode]">) {
  const stored = await findCard((await params).userCode);
  if (!stored) notFound();
  return (
    <>
      <CardFrame card={shownCard(stored)} isBare={stored.card === null && stored.card_url === null}>
        {children}
      </CardFrame>
      {/* The line that owners paste, plus `data-allow-local`, because the demo usually runs on localhost. */}
      <script defer src="/tracker.js" data-user-code={stored.user_code} data-allow-local="" />
    </>
  );
}
