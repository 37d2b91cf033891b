import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CardFrame } from "#components/card/card-frame.tsx";
import { findCard } from "#lib/card/find-card.ts";

export async function generateMetadata({ params }: LayoutProps<"/c/[userCode]">): Promise<Metadata> {
  const card = await findCard((await params).userCode);
  if (!card) return {};
  return {
    title: { absolute: card.name, template: `%s · ${card.name}` },
    description: `${card.role}, ${card.place}. ${card.line}`,
    openGraph: {
      type: "profile",
      title: card.name,
      description: `${card.role}, ${card.place}. ${card.line}`,
    },
    robots: { index: false },
  };
}

export default async function CardLayout({ params, children }: LayoutProps<"/c/[userCode]">) {
  const card = await findCard((await params).userCode);
  if (!card) notFound();

  return (
    <>
      <CardFrame card={card}>{children}</CardFrame>
      {/* The line that customers paste, plus the leave to count on this machine, where the demo usually runs. */}
      <script defer src="/tracker.js" data-user-code={card.userCode} data-allow-local="" />
    </>
  );
}
