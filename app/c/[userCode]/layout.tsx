import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CardFrame } from "#components/card/card-frame.tsx";
import { findCard, findPlainCard } from "#lib/card/find-card.ts";
import { readUserCode } from "#lib/owners/codes.ts";

export async function generateMetadata({ params }: LayoutProps<"/c/[userCode]">): Promise<Metadata> {
  const { userCode } = await params;
  const card = findCard(userCode);
  const name = card?.name ?? (await findPlainCard(userCode))?.name;
  if (!name) return {};
  const description = card ? `${card.role}, ${card.place}. ${card.line}` : `The contact card of ${name}.`;
  return {
    title: { absolute: name, template: `%s · ${name}` },
    description,
    openGraph: { type: "profile", title: name, description },
    robots: { index: false },
  };
}

export default async function CardLayout({ params, children }: LayoutProps<"/c/[userCode]">) {
  const { userCode } = await params;
  const card = findCard(userCode);
  if (!card && !(await findPlainCard(userCode))) notFound();

  return (
    <>
      {card ? <CardFrame card={card}>{children}</CardFrame> : children}
      {/* The line that owners paste, plus `data-allow-local`, because the demo usually runs on localhost. */}
      <script defer src="/tracker.js" data-user-code={readUserCode(userCode)} data-allow-local="" />
    </>
  );
}
