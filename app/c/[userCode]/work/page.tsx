import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CardWork } from "#components/card/card-pages.tsx";
import { findCard } from "#lib/card/find-card.ts";

export const metadata: Metadata = { title: "Work" };

export default async function CardWorkPage({ params }: PageProps<"/c/[userCode]/work">) {
  const card = findCard((await params).userCode);
  if (!card) notFound();
  return <CardWork card={card} />;
}
