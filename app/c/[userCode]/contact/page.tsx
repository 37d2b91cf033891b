import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CardContact } from "#components/card/card-pages.tsx";
import { findCard } from "#lib/card/find-card.ts";

export const metadata: Metadata = { title: "Contact" };

export default async function CardContactPage({ params }: PageProps<"/c/[userCode]/contact">) {
  const card = findCard((await params).userCode);
  if (!card) notFound();
  return <CardContact card={card} />;
}
