import { notFound } from "next/navigation";
import { CardHome } from "#components/card/card-home.tsx";
import { findCard } from "#lib/card/find-card.ts";

export default async function CardHomePage({ params }: PageProps<"/c/[userCode]">) {
  const card = await findCard((await params).userCode);
  if (!card) notFound();
  return <CardHome card={card} />;
}
