import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CardAbout } from "#components/card/card-pages.tsx";
import { findCard } from "#lib/card/find-card.ts";

export const metadata: Metadata = { title: "About" };

export default async function CardAboutPage({ params }: PageProps<"/c/[userCode]/about">) {
  const card = findCard((await params).userCode);
  if (!card) notFound();
  return <CardAbout card={card} />;
}
